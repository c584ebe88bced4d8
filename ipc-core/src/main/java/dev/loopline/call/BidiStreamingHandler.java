package dev.loopline.call;

import com.google.protobuf.MessageLite;

/**
 * Serves one method of type {@link MethodType#BIDI_STREAMING}.
 *
 * <p><b>Threading:</b> called by many threads at once, on the executor that the service asked for. On the connection's own
 * thread it must not block: it reads through {@link MessageStream#asPublisher} and sends by {@link StreamSender#trySend}
 * there.
 *
 * @param <Q> the requests
 * @param <R> the responses
 */
@FunctionalInterface
public non-sealed interface BidiStreamingHandler<Q extends MessageLite, R extends MessageLite>
        extends CallHandler<Q, R> {
    /**
     * Serves one call. {@link CallContext#current} is the call itself.
     *
     * @param requests what the caller sends; it need not be read to the end
     * @param responses takes what the caller gets; its stream ends when this method returns, unless the handler has asked
     *     to end it itself (see {@link StreamSender})
     * @throws Exception as {@link ServerStreamingHandler#handle}
     */
    void handle(RequestStream<Q> requests, StreamSender<R> responses) throws Exception;
}
