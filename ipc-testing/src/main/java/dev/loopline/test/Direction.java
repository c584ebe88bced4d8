package dev.loopline.test;

/**
 * One of the two ways that bytes go through a {@link FaultProxy}.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Direction {
    /** What clients send. It begins with two hellos, 160 and 48 bytes. */
    TO_SERVER(160 + 48),
    /** What the server sends. It begins with one hello of 160 bytes. */
    TO_CLIENT(160);

    private final int helloBytes;

    Direction(int helloBytes) {
        this.helloBytes = helloBytes;
    }

    /** {@return how many bytes of this direction are the handshake; frames follow} */
    public int helloBytes() {
        return helloBytes;
    }
}
