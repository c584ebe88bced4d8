package dev.loopline.call;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one call, or all calls of one client, do differently.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param deadline time that the call may take, from when it is made until its result is there; {@code null} for the
 *     method's own, {@link #NO_DEADLINE} for none. Zero or less fails the call at once. A call made while serving
 *     another one has at most what is left of that one's time.
 * @param metadata what the call carries beside its message
 * @param waitForReady whether the call waits, within its deadline, for a connection when there is none, also after one
 *     that ended before the server took the call; otherwise it fails at once. Interceptors see each attempt. A call that
 *     streams is there at once and waits when it is read or sent to; once begun on a connection it stays there.
 * @param retry whether a unary call of an {@linkplain MethodDescriptor#idempotent idempotent} method that may have run
 *     when its connection was lost is made once more, on the next connection and within its deadline. Of other methods such
 *     a call is never made again.
 * @param onTrailers told what the serving side sends beside the end of the call, if it sends anything, before the call
 *     ends here; on the connection's thread, where it must not block. {@code null} for nobody.
 */
public record CallOptions(
        @Nullable Duration deadline,
        Metadata metadata,
        boolean waitForReady,
        boolean retry,
        @Nullable Consumer<Metadata> onTrailers) {
    /** A deadline that never passes. */
    public static final Duration NO_DEADLINE = Duration.ofSeconds(Long.MAX_VALUE);

    /** The method's own deadline, no metadata, no waiting, no second attempt. */
    public static final CallOptions DEFAULT = new CallOptions(null, Metadata.EMPTY, false, false, null);

    /**
     * Checks the parts.
     *
     * @param deadline {@code null} for the method's own
     * @param metadata not {@code null}
     * @param waitForReady any
     * @param retry any
     * @param onTrailers {@code null} for nobody
     */
    public CallOptions {
        requireNonNull(metadata, "metadata");
    }

    /**
     * Copies these options with a deadline.
     *
     * @param timeout time that the call may take; {@link #NO_DEADLINE} for any
     * @return the copy
     */
    public CallOptions withDeadline(Duration timeout) {
        return new CallOptions(requireNonNull(timeout, "timeout"), metadata, waitForReady, retry, onTrailers);
    }

    /**
     * Copies these options with other metadata.
     *
     * @param other what the call carries beside its message
     * @return the copy
     */
    public CallOptions withMetadata(Metadata other) {
        return new CallOptions(deadline, other, waitForReady, retry, onTrailers);
    }

    /** {@return a copy of these options by which a call waits for a connection} */
    public CallOptions withWaitForReady() {
        return new CallOptions(deadline, metadata, true, retry, onTrailers);
    }

    /** {@return a copy of these options by which calls of idempotent methods are made again when a connection is lost} */
    public CallOptions withRetry() {
        return new CallOptions(deadline, metadata, waitForReady, true, onTrailers);
    }

    /**
     * Copies these options with somebody to tell the trailers.
     *
     * @param told see {@link #onTrailers}
     * @return the copy
     */
    public CallOptions withOnTrailers(Consumer<Metadata> told) {
        return new CallOptions(deadline, metadata, waitForReady, retry, requireNonNull(told, "told"));
    }
}
