package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.StreamFilter;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.EnginePair;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What calls hold is given back when they end, however they end. */
@Timeout(60)
class StreamMemoryTest {
    @Test
    void aLargeMessageThatIsEncodedWhileItsCallEndsHoldsNothing() {
        MessageMemory memory = new MessageMemory(1 << 30);
        AtomicReference<BidiStream<EchoMessage, EchoMessage>> current = new AtomicReference<>();
        try (EnginePair pair = Engines.inProcess()
                .serve(EchoService.of(new ConformanceEcho()))
                .intercept(new Ending(current))
                .clientMemory(memory)
                .connect()) {
            BidiStream<EchoMessage, EchoMessage> call = pair.client().bidiStream(EchoService.BIDI, CallOptions.DEFAULT);
            current.set(call);

            call.send(Engines.text("x".repeat(1_000_000)));

            assertThatThrownBy(() -> call.send(Engines.text("y"))).isInstanceOf(StatusException.class);
            assertThat(memory.sending().usedBytes()).isZero();
        }
    }

    @Test
    void largeMessagesThatWereSentHoldNothing() {
        MessageMemory memory = new MessageMemory(1 << 30);
        EchoMessage large = Engines.text("x".repeat(1_000_000));
        try (EnginePair pair = Engines.inProcess()
                        .serve(EchoService.of(new ConformanceEcho()))
                        .clientMemory(memory)
                        .connect();
                BidiStream<EchoMessage, EchoMessage> call =
                        pair.client().bidiStream(EchoService.BIDI, CallOptions.DEFAULT)) {
            for (int i = 0; i < 5; i++) {
                call.send(large);
                assertThat(call.responses().next()).isEqualTo(large);
            }

            await().until(() -> memory.sending().usedBytes() == 0);
            await().until(() -> memory.rests().usedBytes() == 0);
        }
    }

    /** Ends the call while its first request is being sent. */
    private record Ending(AtomicReference<BidiStream<EchoMessage, EchoMessage>> current) implements ClientInterceptor {
        @Override
        public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> intercept(
                MethodDescriptor<Q, R> method, Q request, CallOptions options, Next next) {
            return next.call(method, request, options);
        }

        @Override
        public <Q extends MessageLite, R extends MessageLite> StreamCall<Q, R> interceptStream(
                MethodDescriptor<Q, R> method, CallOptions options) {
            return new StreamCall<>(options, new StreamFilter<>() {
                @Override
                public Q onRequest(Q request) {
                    BidiStream<EchoMessage, EchoMessage> call = current.get();
                    call.close();
                    assertThatThrownBy(() -> call.responses().next()).isInstanceOf(StatusException.class);
                    return request;
                }
            });
        }
    }
}
