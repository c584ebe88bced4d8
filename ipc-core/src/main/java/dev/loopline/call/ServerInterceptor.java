package dev.loopline.call;

import com.google.protobuf.MessageLite;

/**
 * Stands between a connection and the handlers of its services: checks, measures, logs, refuses.
 *
 * <p><b>Threading:</b> called where the handler runs, by many threads at once.
 */
public interface ServerInterceptor {
    /**
     * Handles one call.
     *
     * @param <Q> the request
     * @param <R> the response
     * @param request what the caller sent
     * @param call the call itself; names the method
     * @param next goes on to the next interceptor, at the end to the handler. May be called once; a second time throws
     *     {@link IllegalStateException}, since a call is executed at most once.
     * @return the response
     * @throws Exception as {@link UnaryHandler#handle}
     */
    <Q extends MessageLite, R extends MessageLite> R intercept(Q request, CallContext call, UnaryHandler<Q, R> next)
            throws Exception;

    /**
     * Handles one call that streams, before its handler. Called where the handler runs.
     *
     * @param <Q> the requests
     * @param <R> the responses
     * @param call the call itself; names the method, and so its types
     * @return sees the messages of the call; the default lets them pass. A {@link dev.loopline.StatusException} thrown
     *     instead is the answer, and the handler does not run.
     * @throws Exception as {@link UnaryHandler#handle}
     */
    default <Q extends MessageLite, R extends MessageLite> StreamFilter<Q, R> interceptStream(CallContext call)
            throws Exception {
        return new StreamFilter<>() {};
    }
}
