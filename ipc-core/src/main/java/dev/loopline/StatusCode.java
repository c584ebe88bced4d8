package dev.loopline;

/**
 * How a call ended, as a number that goes over the wire.
 *
 * <p>Names and numbers are those of gRPC, so that code which knows one can read the other; codes that nothing here
 * produces are left out. {@code docs/errors.md} says which of them the library itself makes.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum StatusCode {
    /** The call returned its result. */
    OK(0),
    /** The caller gave up. */
    CANCELLED(1),
    /** The handler failed without saying why, or with a code that this version does not know. */
    UNKNOWN(2),
    /** The request is wrong, whatever the state of the server. */
    INVALID_ARGUMENT(3),
    /** The deadline passed first. */
    DEADLINE_EXCEEDED(4),
    /** What was asked for does not exist. */
    NOT_FOUND(5),
    /** What was to be made exists already. */
    ALREADY_EXISTS(6),
    /** The caller is known and may not do this. */
    PERMISSION_DENIED(7),
    /** A limit was reached; the message names it. */
    RESOURCE_EXHAUSTED(8),
    /** The state of the system does not allow it. */
    FAILED_PRECONDITION(9),
    /** The server has no such service or method. */
    UNIMPLEMENTED(12),
    /** A promise of the library or of the protocol was broken. */
    INTERNAL(13),
    /** There is no connection, or it ended. */
    UNAVAILABLE(14),
    /** The two sides could not prove themselves to each other. */
    UNAUTHENTICATED(16);

    private static final StatusCode[] BY_NUMBER = new StatusCode[17];

    static {
        for (StatusCode code : values()) {
            BY_NUMBER[code.number] = code;
        }
    }

    private final int number;

    StatusCode(int number) {
        this.number = number;
    }

    /** {@return the number that stands for this code on the wire} */
    public int number() {
        return number;
    }

    /**
     * Finds a code by its number.
     *
     * @param number any number that a peer may have sent
     * @return the code, or {@link #UNKNOWN} if this version has none of that number
     */
    public static StatusCode ofNumber(int number) {
        StatusCode code = number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
        return code == null ? UNKNOWN : code;
    }
}
