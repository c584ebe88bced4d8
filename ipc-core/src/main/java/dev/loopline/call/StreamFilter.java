package dev.loopline.call;

import com.google.protobuf.MessageLite;
import dev.loopline.Status;
import org.jspecify.annotations.Nullable;

/**
 * What an interceptor does with one call that streams: it sees every message, and may replace it or fail the call by
 * throwing a {@link dev.loopline.StatusException}.
 *
 * <p><b>Threading:</b> requests, responses and the end may come on three different threads at the same time; requests one
 * after the other, responses one after the other. Must not block: messages are also read on the connection's thread.
 *
 * @param <Q> the requests
 * @param <R> the responses
 */
public interface StreamFilter<Q extends MessageLite, R extends MessageLite> {
    /**
     * Sees a request before it is sent, or before the handler gets it.
     *
     * @param request the request
     * @return what goes on in its place, usually the same
     */
    default Q onRequest(Q request) {
        return request;
    }

    /**
     * Sees a response before it is sent, or before the caller gets it.
     *
     * @param response the response
     * @return what goes on in its place, usually the same
     */
    default R onResponse(R response) {
        return response;
    }

    /**
     * Learns how the call ended. Called once, after which messages that arrived before may still be read.
     *
     * @param failure how it failed, {@code null} if it ended well
     */
    default void onEnd(@Nullable Status failure) {}
}
