package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.MethodDescriptor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
        Cancellation<R> outcome = new Cancellation<>();
        CompletableFuture<R> result;
        try {
            result = new Step(0, outcome).call(method, request, options);
        } catch (StatusException e) {
            return CompletableFuture.failedFuture(e);
        }
        result.whenComplete((response, failure) -> {
            if (failure == null) {
                outcome.complete(response);
            } else {
                outcome.completeExceptionally(failure);
            }
        });
        return outcome;
    }

    /** The interceptor of an index, or the connection after the last. */
    private final class Step implements ClientInterceptor.Next {
        private final int index;
        private final Cancellation<?> outcome;

        Step(int index, Cancellation<?> outcome) {
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

    /** What the caller gets: its cancellation reaches the call at the end of the chain, whatever future lies between. */
    private static final class Cancellation<R> extends CompletableFuture<R> {
        private final AtomicReference<@Nullable CompletableFuture<?>> call = new AtomicReference<>();

        <T> CompletableFuture<T> reaching(CompletableFuture<T> started) {
            call.set(started);
            if (isCancelled()) {
                started.cancel(true);
            }
            return started;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            CompletableFuture<?> started = call.get();
            if (cancelled && started != null) {
                started.cancel(true);
            }
            return cancelled;
        }
    }
}
