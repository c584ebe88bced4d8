package dev.loopline.internal.handshake;

/** What the accepting side says of the handshake in its hello. True only if its proof is. */
enum HelloStatus {
    OK(0),
    UNSUPPORTED_VERSION(1),
    ADDRESS_MISMATCH(2),
    TOO_MANY_CONNECTIONS(3),
    /** A number that this version does not know. Never sent. */
    UNRECOGNIZED(255);

    private final int number;

    HelloStatus(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static HelloStatus ofNumber(int number) {
        for (HelloStatus status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        return UNRECOGNIZED;
    }
}
