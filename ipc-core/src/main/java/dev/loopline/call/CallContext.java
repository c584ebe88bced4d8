package dev.loopline.call;

import dev.loopline.IpcConnection;
import dev.loopline.internal.context.CurrentCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call as its handler sees it.
 *
 * <p><b>Threading:</b> any thread, also after the handler returned.
 */
public interface CallContext {
    /** {@return the method that was called} */
    MethodDescriptor<?, ?> method();

    /** {@return what the caller sent beside the message} */
    Metadata metadata();

    /**
     * {@return the connection on which the call came in; calls made on it reach the calling process, if that serves
     * anything. Its {@linkplain IpcConnection#peer peer} says which role the caller has}
     */
    IpcConnection connection();

    /** {@return the time left until the caller's deadline, zero once it has passed, {@code null} if there is none} */
    @Nullable
    Duration remaining();

    /**
     * {@return whether nobody waits for the result any more, because the caller cancelled, its deadline passed or its
     * connection ended}
     */
    boolean isCancelled();

    /**
     * Asks to be told when the call is cancelled.
     *
     * <p>Beside that, the thread of a handler that the library started is interrupted.
     *
     * @param action run once, on the connection's thread, and at once on the calling thread if the call is cancelled
     *     already; never run after the call ended otherwise; must not block
     */
    void onCancel(Runnable action);

    /**
     * Sets what is sent beside the end of the call; the caller finds it in {@link ResponseStream#trailers}, in the
     * {@link dev.loopline.StatusException} of a failure, or through {@link CallOptions#onTrailers}.
     *
     * @param trailers replaces what was set before; has no effect once the call has ended
     */
    void trailers(Metadata trailers);

    /** {@return the call that the current thread is serving, {@code null} if none} */
    static @Nullable CallContext current() {
        return CurrentCall.get();
    }
}
