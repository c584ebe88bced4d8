package dev.loopline.call;

import com.google.protobuf.MessageLite;

/**
 * Serves one method; which of the four shapes depends on the {@linkplain MethodType type} of the method.
 *
 * <p><b>Threading:</b> called by many threads at once, on the executor that the service asked for.
 *
 * @param <Q> the requests
 * @param <R> the responses
 */
public sealed interface CallHandler<Q extends MessageLite, R extends MessageLite>
        permits UnaryHandler, ServerStreamingHandler, ClientStreamingHandler, BidiStreamingHandler {}
