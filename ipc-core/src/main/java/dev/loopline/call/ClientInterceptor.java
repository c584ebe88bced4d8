package dev.loopline.call;

import com.google.protobuf.MessageLite;
import java.util.concurrent.CompletableFuture;

/**
 * Stands between a caller and the connection: adds metadata, measures, logs, refuses.
 *
 * <p><b>Threading:</b> called on the caller's thread, by many at once; must not block, since asynchronous calls pass
 * through it too.
 */
public interface ClientInterceptor {
    /**
     * Handles one call.
     *
     * @param <Q> the request
     * @param <R> the response
     * @param method the method
     * @param request what the caller sends
     * @param options what the caller asked for
     * @param next goes on to the next interceptor, at the end to the connection
     * @return what the caller gets. A {@link dev.loopline.StatusException} thrown instead fails the call; so does
     *     anything else that is thrown or that the future fails with, as {@code CALL_FAILED}.
     */
    <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> intercept(
            MethodDescriptor<Q, R> method, Q request, CallOptions options, Next next);

    /**
     * Handles one call that streams. Called on the caller's thread.
     *
     * @param <Q> the requests
     * @param <R> the responses
     * @param method the method
     * @param options what the caller asked for
     * @return what to do with the call; the default lets it pass as it is. A {@link dev.loopline.StatusException} thrown
     *     instead fails the call; so does anything else that is thrown, as {@code CALL_FAILED}.
     */
    default <Q extends MessageLite, R extends MessageLite> StreamCall<Q, R> interceptStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        return new StreamCall<>(options, new StreamFilter<>() {});
    }

    /**
     * What becomes of a call that streams.
     *
     * @param <Q> the requests
     * @param <R> the responses
     * @param options with which it goes on
     * @param filter sees its messages
     */
    record StreamCall<Q extends MessageLite, R extends MessageLite>(CallOptions options, StreamFilter<Q, R> filter) {}

    /** The rest of the way of a call. */
    interface Next {
        /**
         * Goes on.
         *
         * @param <Q> the request
         * @param <R> the response
         * @param method the method
         * @param request what to send
         * @param options what is asked for
         * @return the response, on its way
         */
        <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> call(
                MethodDescriptor<Q, R> method, Q request, CallOptions options);
    }
}
