package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.testing.EnginePair;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller gets a {@link StatusException} whatever an interceptor of its own side does. */
@Timeout(60)
class InterceptorFailureTest {
    /** What an interceptor does; a generic method cannot be a lambda. */
    private interface Behaviour {
        <R extends MessageLite> CompletableFuture<R> around(CompletableFuture<R> call);
    }

    private static ClientInterceptor before(RuntimeException thrown) {
        return new ClientInterceptor() {
            @Override
            public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> intercept(
                    MethodDescriptor<Q, R> method, Q request, CallOptions options, Next next) {
                throw thrown;
            }
        };
    }

    private static ClientInterceptor after(Behaviour behaviour) {
        return new ClientInterceptor() {
            @Override
            public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> intercept(
                    MethodDescriptor<Q, R> method, Q request, CallOptions options, Next next) {
                return behaviour.around(next.call(method, request, options));
            }
        };
    }

    private static StatusException failureWith(ClientInterceptor interceptor) {
        try (EnginePair pair =
                Engines.inProcess().serve(Engines.echo()).intercept(interceptor).connect()) {
            return Engines.failureOf(Engines.start(pair.client(), "x"));
        }
    }

    @Test
    void oneThatThrowsBeforeTheCallIsMade() {
        StatusException failure = failureWith(before(new IllegalStateException("broken")));

        assertThat(failure.status().code()).isEqualTo(StatusCode.UNKNOWN);
        assertThat(failure.reason()).isEqualTo("CALL_FAILED");
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(failure).hasRootCauseMessage("broken");
    }

    @Test
    void oneThatThrowsAfterTheCallWasMade() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch runs = new CountDownLatch(1);
        try (EnginePair pair = Engines.inProcess()
                .serve(Engines.serving((request, call) -> {
                    call.onCancel(cancelled::countDown);
                    runs.countDown();
                    new CountDownLatch(1).await();
                    return request;
                }))
                .intercept(after(new Behaviour() {
                    @Override
                    public <R extends MessageLite> CompletableFuture<R> around(CompletableFuture<R> call) {
                        try {
                            assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        throw new IllegalStateException("broken");
                    }
                }))
                .connect()) {
            StatusException failure = Engines.failureOf(Engines.start(pair.client(), "x"));

            assertThat(failure.reason()).isEqualTo("CALL_FAILED");
            assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
            assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void oneWhoseFutureFails() {
        StatusException failure = failureWith(after(new Behaviour() {
            @Override
            public <R extends MessageLite> CompletableFuture<R> around(CompletableFuture<R> call) {
                return call.thenApply(response -> {
                    throw new IllegalStateException("broken");
                });
            }
        }));

        assertThat(failure.reason()).isEqualTo("CALL_FAILED");
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void oneThatReturnsNothing() {
        StatusException failure = failureWith(after(new Behaviour() {
            @Override
            public <R extends MessageLite> CompletableFuture<R> around(CompletableFuture<R> call) {
                return null;
            }
        }));

        assertThat(failure.reason()).isEqualTo("CALL_FAILED");
    }
}
