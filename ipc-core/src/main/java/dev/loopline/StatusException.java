package dev.loopline;

import static java.util.Objects.requireNonNull;

import dev.loopline.call.Metadata;
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
    private final transient Metadata trailers;

    /**
     * Makes an exception without a stack trace.
     *
     * @param status what went wrong
     */
    public StatusException(Status status) {
        this(status, Metadata.EMPTY, false);
    }

    private StatusException(Status status, Metadata trailers, boolean withTrace) {
        super(status.toString(), status.cause(), false, withTrace);
        this.status = status;
        this.trailers = trailers;
    }

    /** {@return an exception with the same status and the stack trace of the calling thread} */
    public StatusException withCallerTrace() {
        return new StatusException(status, trailers, true);
    }

    /**
     * Copies this exception with metadata beside the status; thrown by a handler it reaches the caller with that.
     *
     * @param metadata in place of what this exception has
     * @return the copy, without a stack trace
     */
    public StatusException withTrailers(Metadata metadata) {
        return new StatusException(status, requireNonNull(metadata, "metadata"), false);
    }

    /** {@return what went wrong} */
    public Status status() {
        return status;
    }

    /** {@return what the serving side sent beside the status, empty if nothing or if it was not asked} */
    public Metadata trailers() {
        return trailers;
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
