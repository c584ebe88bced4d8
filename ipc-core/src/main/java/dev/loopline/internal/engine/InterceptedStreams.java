package dev.loopline.internal.engine;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.MethodType;
import dev.loopline.call.StreamFilter;
import java.util.ArrayList;
import java.util.List;

/** Starts calls that stream, with the filters of a side's interceptors. Any thread. */
final class InterceptedStreams {
    private final List<ClientInterceptor> interceptors;
    private final OutgoingCalls calls;

    InterceptedStreams(List<ClientInterceptor> interceptors, OutgoingCalls calls) {
        this.interceptors = interceptors;
        this.calls = calls;
    }

    /**
     * Starts a call.
     *
     * @param type that the method must have
     * @return the call; it has failed already if an interceptor does not let it pass
     * @throws IllegalArgumentException if the method has another type
     */
    <Q extends MessageLite, R extends MessageLite> OutgoingStream<Q, R> start(
            MethodDescriptor<Q, R> method, MethodType type, CallOptions options) {
        if (method.type() != type) {
            throw new IllegalArgumentException(
                    "method: " + method + " of type " + method.type() + " (expected: " + type + ")");
        }
        CallOptions passed = options;
        List<StreamFilter<Q, R>> filters = new ArrayList<>(interceptors.size());
        try {
            for (ClientInterceptor interceptor : interceptors) {
                ClientInterceptor.StreamCall<Q, R> intercepted = requireNonNull(
                        interceptor.interceptStream(method, passed),
                        "what an interceptor returned (expected: options and a filter)");
                passed = intercepted.options();
                filters.add(intercepted.filter());
            }
        } catch (RuntimeException e) {
            return calls.failedStream(method, options, Failures.of(e, Certainty.NOT_EXECUTED));
        }
        return calls.startStream(method, passed, Filters.of(filters));
    }
}
