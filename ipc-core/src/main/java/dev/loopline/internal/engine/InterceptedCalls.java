package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.StatusException;
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
            result = new Step(0, outcome).call(method, request, options);
        } catch (StatusException e) {
            return CompletableFuture.failedFuture(e);
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
