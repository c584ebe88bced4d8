package dev.loopline.call;

import com.google.protobuf.MessageLite;

/**
 * Serves one method of type {@link MethodType#SERVER_STREAMING}.
 *
 * <p><b>Threading:</b> called by many threads at once, on the executor that the service asked for. On the connection's own
 * thread it must not block: it sends by {@link StreamSender#trySend}.
 *
 * @param <Q> the request
 * @param <R> the responses
 */
@FunctionalInterface
public non-sealed interface ServerStreamingHandler<Q extends MessageLite, R extends MessageLite>
        extends CallHandler<Q, R> {
    /**
     * Serves one call. {@link CallContext#current} is the call itself.
     *
     * @param request what the caller sent
     * @param responses takes what the caller gets; its stream ends when this method returns, unless the handler has asked
     *     to end it itself (see {@link StreamSender})
     * @throws Exception any failure: a {@link dev.loopline.StatusException} reaches the caller with its code, reason
     *     and message, behind what was sent before; of anything else the caller learns only that the handler failed, and
     *     the server logs it
     */
    void handle(Q request, StreamSender<R> responses) throws Exception;
}
