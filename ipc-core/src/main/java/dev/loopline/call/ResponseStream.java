package dev.loopline.call;

/**
 * The responses of a call, as its caller reads them. Not for implementation by applications.
 *
 * <p>Closing it before its end cancels the call: the handler is told, and the sender stops within what it was permitted to
 * send ahead. Closing it afterwards does nothing, so a {@code try} block is always right.
 *
 * <p><b>Threading:</b> as {@link MessageStream}; {@link #close} and {@link #trailers} from any thread.
 *
 * @param <T> the responses
 */
public interface ResponseStream<T> extends MessageStream<T>, AutoCloseable {
    /**
     * {@return what the serving side sent beside the end of the call; empty before the end has arrived. Those of a call
     * that failed are in the exception, too.}
     */
    Metadata trailers();

    /** Cancels the call unless it has ended. Does not wait. */
    @Override
    void close();
}
