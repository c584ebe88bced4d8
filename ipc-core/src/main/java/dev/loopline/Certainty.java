package dev.loopline;

/**
 * Whether the handler of a failed call has run: what a caller must know before it tries again.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Certainty {
    /** The handler did not start and never will; the call may be sent again. */
    NOT_EXECUTED,
    /** The handler may or may not have run. */
    UNKNOWN,
    /** The handler ran, and the failure is its answer or happened on the way back. */
    EXECUTED
}
