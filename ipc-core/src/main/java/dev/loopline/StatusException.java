package dev.loopline;

import java.io.Serial;

/**
 * The one exception by which calls and connections fail, and by which handlers answer with a failure.
 *
 * <p>It has no stack trace of its own: most are made on a connection's thread from what a peer sent, where a trace says
 * nothing. A blocking call throws a fresh one with the caller's trace.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class StatusException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    /**
     * Makes an exception without a stack trace.
     *
     * @param status what went wrong
     */
    public StatusException(Status status) {
        this(status, false);
    }

    private StatusException(Status status, boolean withTrace) {
        super(status.toString(), status.cause(), false, withTrace);
        this.status = status;
    }

    /** {@return an exception with the same status and the stack trace of the calling thread} */
    public StatusException withCallerTrace() {
        return new StatusException(status, true);
    }

    /** {@return what went wrong} */
    public Status status() {
        return status;
    }

    /** {@return the kind of failure} */
    public StatusCode code() {
        return status.code();
    }

    /** {@return the stable, machine-readable reason} */
    public String reason() {
        return status.reason();
    }

    /** {@return whether the handler has run} */
    public Certainty certainty() {
        return status.certainty();
    }
}
