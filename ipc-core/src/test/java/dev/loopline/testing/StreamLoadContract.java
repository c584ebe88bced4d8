package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.UnsafeByteOperations;
import dev.loopline.CallLimits;
import dev.loopline.IpcConnection;
import dev.loopline.MessageLimits;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.ResponseStream;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.transport.TransportProvider;
import java.lang.ref.WeakReference;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Very many streams, and very large messages, beside others on one connection. One subclass per transport. */
@Timeout(120)
public abstract class StreamLoadContract {
    private static final int STREAMS = 10_000;
    private static final int EXCHANGES = 3;
    private static final int MIB = 1024 * 1024;
    private static final EchoMessage SMALL = StreamShape.message(64);

    protected abstract TransportProvider provider();

    /** Where a server of the test listens: a new address each time. */
    protected abstract SocketAddress address();

    /** Fails if the transport has not given back what it took. */
    protected void checkLeaks() {}

    // ---- many

    /** The limit is the number of streams: one that was not forgotten would refuse one of the second round. */
    @Test
    void tenThousandStreamsAtOnceEndWellAndNothingOfThemIsLeft() {
        Queue<WeakReference<Object>> traces = new ConcurrentLinkedQueue<>();
        ServiceDefinition echo = ServiceDefinition.builder(
                        EchoProto.getDescriptor().findServiceByName("Echo"))
                .bidiStreaming(EchoService.BIDI, (requests, out) -> {
                    traces.add(new WeakReference<>(requests));
                    requests.asPublisher().subscribe(out.asSubscriber());
                })
                .build()
                .withExecution(HandlerExecution.direct());
        try (EnginePair pair = EnginePair.over(provider(), address())
                .serve(echo)
                .calls(CallLimits.DEFAULT.withMaxConcurrentCalls(STREAMS))
                .connect()) {
            for (int round = 0; round < 2; round++) {
                exchangeOnAll(pair.client(), traces);
            }

            assertThat(traces).hasSize(4 * STREAMS);
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        System.gc();
                        return traces.stream().allMatch(trace -> trace.get() == null);
                    });
        }
        checkLeaks();
    }

    private static void exchangeOnAll(IpcConnection client, Queue<WeakReference<Object>> traces) {
        List<BidiStream<EchoMessage, EchoMessage>> calls = new ArrayList<>(STREAMS);
        for (int i = 0; i < STREAMS; i++) {
            BidiStream<EchoMessage, EchoMessage> call = client.bidiStream(EchoService.BIDI, CallOptions.DEFAULT);
            traces.add(new WeakReference<>(call.responses()));
            calls.add(call);
        }
        for (int exchange = 0; exchange < EXCHANGES; exchange++) {
            for (int i = 0; i < STREAMS; i++) {
                calls.get(i).send(StreamShape.message(i + exchange));
            }
            for (int i = 0; i < STREAMS; i++) {
                assertThat(calls.get(i).responses().next()).isEqualTo(StreamShape.message(i + exchange));
            }
        }
        calls.forEach(BidiStream::complete);
        for (BidiStream<EchoMessage, EchoMessage> call : calls) {
            assertThat(call.responses().next()).isNull();
        }
    }

    // ---- fairness

    private EnginePair echoOfUpTo(int bytes) {
        MessageLimits limits = MessageLimits.DEFAULT.withMaxMessageBytes(bytes + 100);
        return EnginePair.over(provider(), address())
                .serve(EchoService.of(new ConformanceEcho()))
                .serverMessages(limits)
                .clientMessages(limits)
                .connect();
    }

    /** {@return how many calls were answered while something else was going on} */
    private static int callsWhile(IpcConnection client, BooleanSupplier goingOn) {
        int calls = 0;
        while (goingOn.getAsBoolean()) {
            assertThat(client.call(EchoService.UNARY, SMALL, CallOptions.DEFAULT))
                    .isEqualTo(SMALL);
            calls++;
        }
        return calls;
    }

    private void callsAreAnsweredWhileARequestIsSent(int bytes, int least) {
        EchoMessage large = EchoMessage.newBuilder()
                .setPayload(UnsafeByteOperations.unsafeWrap(new byte[bytes]))
                .build();
        try (EnginePair pair = echoOfUpTo(bytes);
                ClientStream<EchoMessage, Summary> upload =
                        pair.client().clientStream(EchoService.COLLECT, CallOptions.DEFAULT)) {
            upload.send(large);
            upload.complete();

            int calls = callsWhile(pair.client(), () -> !upload.result().isDone());

            assertThat(upload.result().join().getBytes()).isEqualTo(bytes);
            assertThat(calls).isGreaterThanOrEqualTo(least);
        }
    }

    private void callsAreAnsweredWhileAResponseIsSent(int bytes, int least) throws Exception {
        try (EnginePair pair = echoOfUpTo(bytes);
                ResponseStream<EchoMessage> download = pair.client()
                        .serverStream(
                                EchoService.SERVER_STREAM,
                                StreamRequest.newBuilder()
                                        .setCount(1)
                                        .setSize(bytes)
                                        .build(),
                                CallOptions.DEFAULT)) {
            CompletableFuture<EchoMessage> taken = CompletableFuture.supplyAsync(download::next);

            int calls = callsWhile(pair.client(), () -> !taken.isDone());

            assertThat(taken.get(10, TimeUnit.SECONDS).getPayload().size()).isEqualTo(bytes);
            assertThat(calls).isGreaterThanOrEqualTo(least);
        }
    }

    @Test
    void callsAreAnsweredWhileALargeMessageIsSent() throws Exception {
        callsAreAnsweredWhileARequestIsSent(64 * MIB, 3);
        callsAreAnsweredWhileAResponseIsSent(64 * MIB, 3);
    }

    @Tag("slow")
    @Test
    void callsAreAnsweredWhileAMessageOf512MibIsSent() throws Exception {
        callsAreAnsweredWhileARequestIsSent(512 * MIB, 30);
        callsAreAnsweredWhileAResponseIsSent(512 * MIB, 30);
    }
}
