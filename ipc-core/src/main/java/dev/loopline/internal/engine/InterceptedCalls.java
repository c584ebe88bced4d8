package dev.loopline.internal.engine;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.MethodDescriptor;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts calls through the interceptors of a side. Any thread. */
final class InterceptedCalls {
    private final List<ClientInterceptor> interceptors;
    private final ClientInterceptor.Next connection;

    InterceptedCalls(List<ClientInterceptor> interceptors, ClientInterceptor.Next connection) {
        this.interceptors = interceptors;
        this.connection = connection;
    }

    <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> start(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        if (interceptors.isEmpty()) {
            return connection.call(method, request, options);
        }
        ForwardedCall<R> outcome = new ForwardedCall<>();
        CompletableFuture<R> result;
        try {
            result = requireNonNull(
                    new Step(0, outcome).call(method, request, options),
                    "what an interceptor returned (expected: a future)");
        } catch (RuntimeException e) {
            outcome.giveUp(e);
            return outcome;
        }
        outcome.endAs(result);
        return outcome;
    }

    /** The interceptor of an index, or the connection after the last. */
    private final class Step implements ClientInterceptor.Next {
        private final int index;
        private final ForwardedCall<?> outcome;

        Step(int index, ForwardedCall<?> outcome) {
            this.index = index;
            this.outcome = outcome;
        }

        @Override
        public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> call(
                MethodDescriptor<Q, R> method, Q request, CallOptions options) {
            if (index == interceptors.size()) {
                return outcome.reaching(connection.call(method, request, options));
            }
            return interceptors.get(index).intercept(method, request, options, new Step(index + 1, outcome));
        }
    }
}
