package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.AbstractParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.Value;
import dev.loopline.Certainty;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.testing.EnginePair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines with little memory for messages: who waits, who is refused, and that all of it is given back. */
@Timeout(60)
class MessageMemoryTest {
    private static final long HEAP = 16 << 20; // 4 MiB decoded, or one message of 128 KiB; 1 MiB each to arrive
    private static final int LARGE = 120_000;
    private static final int ONE_FRAME = 60_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final MethodDescriptor<ListValue, ListValue> BOMBS =
            MethodDescriptor.unary(EchoService.UNARY.fullName(), ListValue.parser(), ListValue.parser());

    private final MessageMemory server = new MessageMemory(HEAP);
    private final MessageMemory client = new MessageMemory(HEAP);

    @AfterEach
    void allIsGivenBack() {
        for (MessageMemory memory : List.of(server, client)) {
            soon().untilAsserted(() -> {
                for (HeapShare share :
                        List.of(memory.decoded(), memory.beginnings(), memory.rests(), memory.sending())) {
                    assertThat(share.usedBytes()).isZero();
                    assertThat(share.waiting()).isZero();
                }
            });
        }
    }

    private EnginePair.Builder pair() {
        return Engines.inProcess().serverMemory(server).clientMemory(client);
    }

    /** A message of which nobody can tell that it has not grown in memory. */
    private static ListValue bomb(int bytes) {
        ListValue.Builder bomb = ListValue.newBuilder();
        for (int i = 0; i < bytes / 2; i++) {
            bomb.addValues(Value.getDefaultInstance());
        }
        return bomb.build();
    }

    private static <Q extends MessageLite, R extends MessageLite> ServiceDefinition serving(
            MethodDescriptor<Q, R> method, UnaryHandler<Q, R> handler) {
        return ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(method, handler)
                .build();
    }

    private static CompletableFuture<ListValue> send(EnginePair pair, ListValue message) {
        return pair.client().callAsync(BOMBS, message, CallOptions.DEFAULT);
    }

    private static ListValue get(CompletableFuture<ListValue> call) throws Exception {
        return call.get(10, TimeUnit.SECONDS);
    }

    private static void assertRefused(CompletableFuture<?> call, String reason, Certainty certainty) {
        StatusException failure = Engines.failureOf(call);
        assertThat(failure.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.certainty()).isEqualTo(certainty);
    }

    private static ConditionFactory soon() {
        return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    private static void awaitWaiting(HeapShare share) {
        soon().until(() -> share.waiting() == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {LARGE, ONE_FRAME})
    void whatHandlersHoldMakesOthersWaitAndThenRefusesThem(int bytes) throws Exception {
        int atOnce = (int) ((HEAP / 4 + 32L * bytes - 1) / (32L * bytes)); // until as much is kept
        CountDownLatch running = new CountDownLatch(atOnce);
        Semaphore handlers = new Semaphore(0);
        ServiceDefinition service = serving(BOMBS, (request, call) -> {
            if (request.getValuesCount() > 0) {
                running.countDown();
                handlers.acquire();
            }
            return ListValue.getDefaultInstance();
        });
        try (EnginePair pair = pair().serve(service).connect()) {
            List<CompletableFuture<ListValue>> calls = new ArrayList<>();
            for (int i = 0; i < atOnce + 2; i++) {
                calls.add(send(pair, bomb(bytes)));
            }
            assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(get(send(pair, bomb(0)))).isNotNull(); // served meanwhile
            assertRefused(calls.get(atOnce), "DECODE_BUSY", Certainty.NOT_EXECUTED);
            assertRefused(calls.get(atOnce + 1), "DECODE_BUSY", Certainty.NOT_EXECUTED);
            handlers.release(atOnce);
            for (CompletableFuture<ListValue> call : calls.subList(0, atOnce)) {
                assertThat(get(call)).isNotNull();
            }
            assertThat(running.getCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LARGE, ONE_FRAME})
    void aRequestThatWaitedForATurnIsServed(int bytes) throws Exception {
        try (EnginePair pair =
                pair().serve(serving(BOMBS, (request, call) -> request)).connect()) {
            HeapShare.Claim held = server.decoded().tryTake(HEAP / 4);
            CompletableFuture<ListValue> call = send(pair, bomb(bytes));
            awaitWaiting(server.decoded());

            held.release();

            assertThat(get(call)).isEqualTo(bomb(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LARGE, ONE_FRAME})
    void aResponseThatWaitedForATurnArrives(int bytes) throws Exception {
        try (EnginePair pair =
                pair().serve(serving(BOMBS, (request, call) -> request)).connect()) {
            HeapShare.Claim held = client.decoded().tryTake(HEAP / 4);
            CompletableFuture<ListValue> call = send(pair, bomb(bytes));
            awaitWaiting(client.decoded());
            assertThat(call).isNotDone();

            held.release();

            assertThat(get(call)).isEqualTo(bomb(bytes));
        }
    }

    @Test
    void aResponseThatHasNoTurnWithinASecondIsRefusedAndWasExecuted() {
        try (EnginePair pair =
                pair().serve(serving(BOMBS, (request, call) -> request)).connect()) {
            HeapShare.Claim held = client.decoded().tryTake(HEAP / 4);

            assertRefused(send(pair, bomb(LARGE)), "DECODE_BUSY", Certainty.EXECUTED);

            held.release();
        }
    }

    @Test
    void whatIsCancelledOrClosedWhileItWaitsGivesBackAll() {
        try (EnginePair pair =
                pair().serve(serving(BOMBS, (request, call) -> request)).connect()) {
            HeapShare.Claim atServer = server.decoded().tryTake(HEAP / 4);
            CompletableFuture<ListValue> cancelled = send(pair, bomb(LARGE));
            awaitWaiting(server.decoded());
            cancelled.cancel(true);
            soon().until(() -> server.decoded().waiting() == 0);
            atServer.release();

            HeapShare.Claim atClient = client.decoded().tryTake(HEAP / 4);
            CompletableFuture<ListValue> closed = send(pair, bomb(LARGE));
            awaitWaiting(client.decoded());
            pair.client().close();
            assertThat(Engines.failureOf(closed).reason()).isEqualTo("CONNECTION_CLOSED");
            atClient.release();
        }
    }

    @Test
    void picturesInHandlersAreCountedWithLittleMoreThanTheirSize() throws Exception {
        CountDownLatch together = new CountDownLatch(20);
        ServiceDefinition service = serving(EchoService.UNARY, (request, call) -> {
            together.countDown();
            together.await();
            return EchoMessage.getDefaultInstance();
        });
        EchoMessage picture = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[LARGE]))
                .build();
        try (EnginePair pair = pair().serve(service).connect()) {
            List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(pair.client().callAsync(EchoService.UNARY, picture, CallOptions.DEFAULT));
                int inHandlers = i + 1;
                soon().until(() -> together.getCount() == 20 - inHandlers); // one comes after the other
            }

            for (CompletableFuture<EchoMessage> call : calls) {
                assertThat(call.get(10, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }

    @Test
    void aServiceWithAnExecutorOfItsOwnDecodesNothingLargeThere() throws Exception {
        AtomicReference<String> decoding = new AtomicReference<>();
        Parser<ListValue> parser = new AbstractParser<>() {
            @Override
            public ListValue parsePartialFrom(CodedInputStream input, ExtensionRegistryLite extensions)
                    throws InvalidProtocolBufferException {
                decoding.set(Thread.currentThread().getName());
                return ListValue.parser().parsePartialFrom(input, extensions);
            }
        };
        AtomicReference<String> handling = new AtomicReference<>();
        ServiceDefinition service = serving(
                        MethodDescriptor.unary(EchoService.UNARY.fullName(), parser, ListValue.parser()),
                        (request, call) -> {
                            handling.set(Thread.currentThread().getName());
                            return request;
                        })
                .withExecution(HandlerExecution.on(task -> new Thread(task, "ui").start()));
        try (EnginePair pair = pair().serve(service).connect()) {
            assertThat(get(send(pair, bomb(LARGE)))).isEqualTo(bomb(LARGE));

            assertThat(handling).hasValue("ui");
            assertThat(decoding.get()).startsWith("test-server-handler");
            CompletableFuture<ListValue> broken = pair.client()
                    .callAsync(
                            MethodDescriptor.unary(
                                    EchoService.UNARY.fullName(), EchoMessage.parser(), ListValue.parser()),
                            EchoMessage.newBuilder()
                                    .setPayload(ByteString.copyFrom(new byte[LARGE]))
                                    .build(),
                            CallOptions.DEFAULT);
            assertThat(Engines.failureOf(broken).reason()).isEqualTo("BAD_REQUEST");
        }
    }

    @Test
    void directHandlersGetLargeRequestsToo() throws Exception {
        ServiceDefinition service = serving(BOMBS, (request, call) -> request).withExecution(HandlerExecution.direct());
        try (EnginePair pair = pair().serve(service).connect()) {
            assertThat(get(send(pair, bomb(LARGE)))).isEqualTo(bomb(LARGE));
        }
    }

    @Test
    void refusesToEncodeMoreThanThereIsMemoryFor() throws Exception {
        try (EnginePair pair =
                pair().serve(serving(BOMBS, (request, call) -> request)).connect()) {
            HeapShare.Claim held = client.sending().tryTake(HEAP / 8);
            assertRefused(send(pair, bomb(LARGE)), "SENDING_FULL", Certainty.NOT_EXECUTED);
            held.release();
            held = server.sending().tryTake(HEAP / 8);
            assertRefused(send(pair, bomb(LARGE)), "SENDING_FULL", Certainty.EXECUTED);
            held.release();

            assertThat(get(send(pair, bomb(LARGE)))).isEqualTo(bomb(LARGE));
        }
    }

    @Test
    void refusesToKeepMoreThatWaitsForATurnThanThereIsMemoryFor() {
        try (EnginePair pair =
                pair().serve(serving(BOMBS, (request, call) -> request)).connect()) {
            HeapShare.Claim held = server.decoded().tryTake(HEAP / 4);
            HeapShare.Claim kept = server.beginnings().tryTake(HEAP / 16);

            assertRefused(send(pair, bomb(ONE_FRAME)), "DECODE_BUSY", Certainty.NOT_EXECUTED);
            assertRefused(send(pair, bomb(LARGE)), "REASSEMBLY_FULL", Certainty.NOT_EXECUTED);

            held.release();
            kept.release();
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 512", "256, 1024", "2048, 8192", "4096, 16384", "65536, 16384"})
    void smallMessagesAreNotCounted(long heapMib, int uncountedBytes) {
        MessageMemory memory = new MessageMemory(heapMib << 20);

        assertThat(memory.uncountedBytes()).isEqualTo(uncountedBytes);
        assertThat(1280L * MessageMemory.GROWTH * uncountedBytes).isLessThan((heapMib << 20) * 32 / 100);
        assertThat(memory.decoded().maxBytes()).isEqualTo((heapMib << 20) / 4);
    }
}
