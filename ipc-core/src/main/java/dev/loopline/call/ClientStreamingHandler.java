package dev.loopline.call;

import com.google.protobuf.MessageLite;

/**
 * Serves one method of type {@link MethodType#CLIENT_STREAMING}.
 *
 * <p><b>Threading:</b> called by many threads at once, on the executor that the service asked for. It waits for requests, so
 * that must not be the connection's own thread.
 *
 * @param <Q> the requests
 * @param <R> the response
 */
@FunctionalInterface
public non-sealed interface ClientStreamingHandler<Q extends MessageLite, R extends MessageLite>
        extends CallHandler<Q, R> {
    /**
     * Serves one call.
     *
     * @param requests what the caller sends; it need not be read to the end
     * @param call the call itself
     * @return the response
     * @throws Exception as {@link UnaryHandler#handle}
     */
    R handle(RequestStream<Q> requests, CallContext call) throws Exception;
}
