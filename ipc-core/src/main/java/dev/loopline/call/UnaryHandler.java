package dev.loopline.call;

import com.google.protobuf.MessageLite;

/**
 * Serves one method of type {@link MethodType#UNARY}.
 *
 * <p><b>Threading:</b> called by many threads at once, on the executor that the service asked for.
 *
 * @param <Q> the request
 * @param <R> the response
 */
@FunctionalInterface
public non-sealed interface UnaryHandler<Q extends MessageLite, R extends MessageLite> extends CallHandler<Q, R> {
    /**
     * Serves one call.
     *
     * @param request what the caller sent
     * @param call the call itself
     * @return the response
     * @throws Exception any failure: a {@link dev.loopline.StatusException} reaches the caller with its code, reason
     *     and message; of anything else the caller learns only that the handler failed, and the server logs it
     */
    R handle(Q request, CallContext call) throws Exception;
}
