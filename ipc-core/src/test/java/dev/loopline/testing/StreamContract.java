package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.BidiStreamingHandler;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.ClientStreamingHandler;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.Metadata;
import dev.loopline.call.ResponseStream;
import dev.loopline.call.ServerStreamingHandler;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoClient;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.transport.TransportProvider;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls that stream promise on every transport. One subclass per transport. */
@Timeout(60)
public abstract class StreamContract {
    private static final CallOptions DEFAULT = CallOptions.DEFAULT;

    private EnginePair pair;

    protected abstract TransportProvider provider();

    /** Where a server of the test listens: a new address each time. */
    protected abstract SocketAddress address();

    /** Fails if the transport has not given back what it took. */
    protected void checkLeaks() {}

    private EnginePair.Builder engines() {
        return EnginePair.over(provider(), address());
    }

    private IpcConnection connect(EnginePair.Builder builder) {
        pair = builder.connect();
        return pair.client();
    }

    private EchoClient echo() {
        return EchoClient.on(connect(engines().serve(EchoService.of(new ConformanceEcho()))));
    }

    private static ServiceDefinition.Builder service() {
        return ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"));
    }

    private IpcConnection sending(ServerStreamingHandler<StreamRequest, EchoMessage> handler) {
        return connect(engines()
                .serve(service()
                        .serverStreaming(EchoService.SERVER_STREAM, handler)
                        .build()));
    }

    private IpcConnection collecting(ClientStreamingHandler<EchoMessage, Summary> handler) {
        return connect(engines()
                .serve(service().clientStreaming(EchoService.COLLECT, handler).build()));
    }

    private IpcConnection conversing(BidiStreamingHandler<EchoMessage, EchoMessage> handler) {
        return connect(engines()
                .serve(service().bidiStreaming(EchoService.BIDI, handler).build()));
    }

    private static StreamRequest request(int count, int size) {
        return StreamRequest.newBuilder().setCount(count).setSize(size).build();
    }

    private static EchoMessage message(int bytes, long seed) {
        byte[] payload = new byte[bytes];
        new Random(seed).nextBytes(payload);
        return EchoMessage.newBuilder().setPayload(ByteString.copyFrom(payload)).build();
    }

    private static EchoMessage number(int number) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(Integer.toString(number)))
                .build();
    }

    private static Summary summary(long messages) {
        return Summary.newBuilder().setMessages(messages).build();
    }

    private static StatusException failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable code) {
        StatusException failure = catchThrowableOfType(StatusException.class, code);
        assertThat(failure).as("failure").isNotNull();
        return failure;
    }

    private static List<EchoMessage> all(ResponseStream<EchoMessage> responses) {
        List<EchoMessage> taken = new ArrayList<>();
        responses.forEach(taken::add);
        return taken;
    }

    @AfterEach
    void endEverything() {
        if (pair != null) {
            pair.close();
        }
        checkLeaks();
    }

    // ---- complete

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1000, 20_000})
    void aServerStreamBringsAllMessagesInOrder(int count) {
        IpcConnection client = sending((request, out) -> {
            for (int i = 0; i < request.getCount(); i++) {
                out.send(number(i));
            }
        });

        try (ResponseStream<EchoMessage> responses =
                client.serverStream(EchoService.SERVER_STREAM, request(count, 0), DEFAULT)) {
            for (int i = 0; i < count; i++) {
                assertThat(responses.next()).isEqualTo(number(i));
            }
            assertThat(responses.next()).isNull();
            assertThat(responses.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8_100, 8_200, 16_300, 16_400, 65_500, 65_550, 300_000, 5_000_000})
    void messagesOfEverySizePassBothWays(int size) {
        IpcConnection client = conversing((requests, out) -> requests.forEach(out::send));

        try (BidiStream<EchoMessage, EchoMessage> call = client.bidiStream(EchoService.BIDI, DEFAULT)) {
            for (int i = 0; i < 5; i++) {
                EchoMessage sent = message(size, i);
                call.send(sent);
                assertThat(call.responses().next()).isEqualTo(sent);
            }
            call.complete();
            assertThat(call.responses().next()).isNull();
        }
    }

    @Test
    void aClientStreamIsAnsweredOnce() {
        EchoClient echo = echo();

        try (ClientStream<EchoMessage, Summary> call = echo.collect()) {
            for (int i = 0; i < 5000; i++) {
                call.send(message(100, i));
            }
            Summary summary = call.finish();

            assertThat(summary.getMessages()).isEqualTo(5000);
            assertThat(summary.getBytes()).isEqualTo(500_000);
        }
    }

    @Test
    void streamsTakeTurnsAndNoneIsLost() throws Exception {
        EchoClient echo = echo();
        List<CompletableFuture<Long>> counts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            counts.add(CompletableFuture.supplyAsync(() -> {
                long count = 0;
                try (ResponseStream<EchoMessage> responses = echo.serverStream(request(2000, 200))) {
                    for (EchoMessage each : responses) {
                        count += each.getPayload().size();
                    }
                }
                return count;
            }));
        }

        for (CompletableFuture<Long> count : counts) {
            assertThat(count.get(30, TimeUnit.SECONDS)).isEqualTo(400_000);
        }
    }

    // ---- ends

    @Test
    void theServerMayAnswerBeforeItHasAllRequests() {
        IpcConnection client = collecting((requests, call) -> {
            requests.next();
            return summary(1);
        });

        try (ClientStream<EchoMessage, Summary> call = client.clientStream(EchoService.COLLECT, DEFAULT)) {
            StatusException failure = failureOf(() -> {
                while (true) {
                    call.send(message(1000, 1));
                }
            });

            assertThat(failure.reason()).isEqualTo("CALL_ENDED");
            assertThat(call.finish()).isEqualTo(summary(1));
        }
    }

    @Test
    void aFailureComesBehindWhatWasSentBefore() {
        IpcConnection client = sending((request, out) -> {
            for (int i = 0; i < 500; i++) {
                out.send(number(i));
            }
            throw Status.of(StatusCode.NOT_FOUND, "NO_MORE", "nothing behind 500")
                    .asException();
        });

        try (ResponseStream<EchoMessage> responses =
                client.serverStream(EchoService.SERVER_STREAM, request(0, 0), DEFAULT)) {
            for (int i = 0; i < 500; i++) {
                assertThat(responses.next()).isEqualTo(number(i));
            }
            StatusException failure = failureOf(responses::next);

            assertThat(failure.code()).isEqualTo(StatusCode.NOT_FOUND);
            assertThat(failure.reason()).isEqualTo("NO_MORE");
            assertThat(failure.certainty()).isEqualTo(Certainty.EXECUTED);
        }
    }

    @Test
    void closingTheStreamStopsTheProducerWithinItsWindow() {
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        IpcConnection client = sending((request, out) -> {
            try {
                while (true) {
                    out.send(message(1000, 1));
                    sent.incrementAndGet();
                }
            } catch (StatusException e) {
                ended.complete(e);
                throw e;
            }
        });

        int taken = 0;
        try (ResponseStream<EchoMessage> responses =
                client.serverStream(EchoService.SERVER_STREAM, request(0, 0), DEFAULT)) {
            for (; taken < 10; taken++) {
                assertThat(responses.next()).isNotNull();
            }
        }

        Throwable end = ended.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(((StatusException) end).code()).isEqualTo(StatusCode.CANCELLED);
        assertThat(sent.get()).isLessThanOrEqualTo(taken + 16 * 1024 / 1000 + 1 + 256 * 1024 / 1000);
    }

    @Test
    void aConsumerThatStopsHoldsBackTheProducer() {
        AtomicInteger sent = new AtomicInteger();
        IpcConnection client = sending((request, out) -> {
            while (true) {
                out.send(message(1000, 1));
                sent.incrementAndGet();
            }
        });

        try (ResponseStream<EchoMessage> responses =
                client.serverStream(EchoService.SERVER_STREAM, request(0, 0), DEFAULT)) {
            await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(5)).until(() -> sent.get() == 16);
            assertThat(responses.next()).isNotNull();
        }
    }

    @Test
    void aDeadlineEndsTheStreamOnBothSides() {
        CompletableFuture<StatusCode> producer = new CompletableFuture<>();
        IpcConnection client = sending((request, out) -> {
            try {
                while (true) {
                    out.send(message(1000, 1));
                }
            } catch (StatusException e) {
                producer.complete(e.code());
                throw e;
            }
        });

        try (ResponseStream<EchoMessage> responses = client.serverStream(
                EchoService.SERVER_STREAM, request(0, 0), DEFAULT.withDeadline(Duration.ofMillis(200)))) {
            StatusException failure = failureOf(() -> all(responses));

            assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
            assertThat(producer.orTimeout(10, TimeUnit.SECONDS).join())
                    .isIn(StatusCode.DEADLINE_EXCEEDED, StatusCode.CANCELLED);
        }
    }

    @Test
    void theEndOfTheConnectionEndsStreamsOnBothSides() {
        CompletableFuture<StatusCode> reader = new CompletableFuture<>();
        IpcConnection client = conversing((requests, out) -> {
            try {
                requests.forEach(out::send);
            } catch (StatusException e) {
                reader.complete(e.code());
                throw e;
            }
        });
        BidiStream<EchoMessage, EchoMessage> call = client.bidiStream(EchoService.BIDI, DEFAULT);
        call.send(number(1));
        assertThat(call.responses().next()).isEqualTo(number(1));

        client.close();

        assertThat(failureOf(() -> call.responses().next()).code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failureOf(() -> call.send(number(2))).code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(reader.orTimeout(10, TimeUnit.SECONDS).join()).isIn(StatusCode.UNAVAILABLE, StatusCode.CANCELLED);
    }

    @Test
    void trailersComeWithTheEnd() {
        IpcConnection client = sending((request, out) -> {
            CallContext.current().trailers(Metadata.of("total", "3"));
            out.send(number(1));
        });

        AtomicReference<Metadata> told = new AtomicReference<>();
        try (ResponseStream<EchoMessage> responses =
                client.serverStream(EchoService.SERVER_STREAM, request(0, 0), DEFAULT.withOnTrailers(told::set))) {
            assertThat(all(responses)).containsExactly(number(1));
            assertThat(responses.trailers().entries()).containsExactly(java.util.Map.entry("total", "3"));
            assertThat(told.get().entries()).isEqualTo(responses.trailers().entries());
        }
    }

    @Test
    void waitingOnTheConnectionsThreadThrowsAtOnce() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        IpcConnection client = connect(engines()
                .serve(service()
                        .bidiStreaming(EchoService.BIDI, (requests, out) -> {
                            try {
                                requests.next();
                            } catch (IllegalStateException e) {
                                thrown.complete(e);
                            }
                        })
                        .build()
                        .withExecution(HandlerExecution.direct())));

        try (BidiStream<EchoMessage, EchoMessage> call = client.bidiStream(EchoService.BIDI, DEFAULT)) {
            assertThat(call.responses().next()).isNull();
        }

        assertThat(thrown.join()).hasMessageContaining("thread that moves frames");
    }

    // ---- told of messages

    @Test
    void whoAsksIsToldOnceOfAMessageAndOfTheEnd() throws Exception {
        IpcConnection client = conversing((requests, out) -> requests.forEach(out::send));
        AtomicInteger told = new AtomicInteger();

        try (BidiStream<EchoMessage, EchoMessage> call = client.bidiStream(EchoService.BIDI, DEFAULT)) {
            ResponseStream<EchoMessage> responses = call.responses();
            responses.whenAvailable(told::incrementAndGet);
            assertThat(told).hasValue(0);
            for (int i = 0; i < 3; i++) {
                call.send(number(i));
            }
            await().until(() -> responses.available() == 3);
            assertThat(told).hasValue(1);

            responses.whenAvailable(told::incrementAndGet);
            assertThat(told).as("told at once").hasValue(2);
            for (int i = 0; i < 3; i++) {
                assertThat(responses.available()).isEqualTo(3 - i);
                assertThat(responses.tryNext(Duration.ZERO)).isEqualTo(number(i));
            }
            assertThat(responses.tryNext(Duration.ZERO)).isNull();
            assertThat(responses.isEnded()).isFalse();
            CompletableFuture<Void> end = new CompletableFuture<>();
            responses.whenAvailable(() -> end.complete(null));
            call.complete();

            end.get(10, TimeUnit.SECONDS);
            assertThat(responses.tryNext(Duration.ZERO)).isNull();
            assertThat(responses.isEnded()).isTrue();
            assertThat(told).hasValue(2);
        }
    }

    @Test
    void whoAsksIsToldOfTheFailureAndOnlyTheLastWhoAsked() throws Exception {
        CompletableFuture<Void> fail = new CompletableFuture<>();
        IpcConnection client = sending((request, out) -> {
            fail.get(10, TimeUnit.SECONDS);
            throw Status.of(StatusCode.NOT_FOUND, "NOTHING", "nothing").asException();
        });
        AtomicInteger replaced = new AtomicInteger();
        CompletableFuture<Void> told = new CompletableFuture<>();

        try (ResponseStream<EchoMessage> responses =
                client.serverStream(EchoService.SERVER_STREAM, request(0, 0), DEFAULT)) {
            responses.whenAvailable(replaced::incrementAndGet);
            responses.whenAvailable(() -> told.complete(null));
            fail.complete(null);

            told.get(10, TimeUnit.SECONDS);
            assertThat(failureOf(() -> responses.tryNext(Duration.ZERO)).reason())
                    .isEqualTo("NOTHING");
            assertThat(replaced).hasValue(0);
        }
    }

    @Test
    void aReaderThatIsToldTakesEverythingInOrder() throws Exception {
        IpcConnection client = sending((request, out) -> {
            for (int i = 0; i < request.getCount(); i++) {
                out.send(number(i));
            }
        });
        List<EchoMessage> taken = new ArrayList<>();
        CompletableFuture<Void> end = new CompletableFuture<>();

        try (ResponseStream<EchoMessage> responses =
                client.serverStream(EchoService.SERVER_STREAM, request(20_000, 0), DEFAULT)) {
            responses.whenAvailable(() -> takeAll(responses, taken, end));

            end.get(10, TimeUnit.SECONDS);
        }
        assertThat(taken).hasSize(20_000);
        for (int i = 0; i < taken.size(); i++) {
            assertThat(taken.get(i)).isEqualTo(number(i));
        }
    }

    private static void takeAll(
            ResponseStream<EchoMessage> from, List<EchoMessage> taken, CompletableFuture<Void> end) {
        EchoMessage next;
        while ((next = from.tryNext(Duration.ZERO)) != null) {
            taken.add(next);
        }
        if (from.isEnded()) {
            end.complete(null);
        } else {
            from.whenAvailable(() -> takeAll(from, taken, end));
        }
    }

    // ---- flow

    @Test
    void aPublisherBringsWhatWasRequestedOnly() {
        EchoClient echo = echo();
        Collecting collecting = new Collecting();

        echo.async().serverStream(request(100, 10)).subscribe(collecting);
        collecting.subscription.join().request(40);

        await().untilAtomic(collecting.count, org.hamcrest.Matchers.is(40));
        assertThat(collecting.end).isNotDone();
        collecting.subscription.join().request(Long.MAX_VALUE);
        assertThat(collecting.end.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("complete");
        assertThat(collecting.count).hasValue(100);
    }

    @Test
    void directHandlersServeThroughPublishers() {
        IpcConnection client = connect(engines()
                .serve(service()
                        .bidiStreaming(EchoService.BIDI, (requests, out) -> requests.asPublisher()
                                .subscribe(out.asSubscriber()))
                        .build()
                        .withExecution(HandlerExecution.direct())));

        try (BidiStream<EchoMessage, EchoMessage> call = client.bidiStream(EchoService.BIDI, DEFAULT)) {
            for (int i = 0; i < 2000; i++) {
                call.send(number(i));
                assertThat(call.responses().next()).isEqualTo(number(i));
            }
            call.complete();
            assertThat(call.responses().next()).isNull();
        }
    }

    @Test
    void aPublisherOfRequestsIsCollected() {
        EchoClient echo = echo();

        CompletableFuture<Summary> summary = echo.async().collect(echo.async().serverStream(request(5000, 100)));

        assertThat(summary.orTimeout(20, TimeUnit.SECONDS).join().getMessages()).isEqualTo(5000);
    }

    private static final class Collecting implements Flow.Subscriber<EchoMessage> {
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final CompletableFuture<Object> end = new CompletableFuture<>();
        final AtomicInteger count = new AtomicInteger();

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(EchoMessage item) {
            count.incrementAndGet();
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(failure);
        }

        @Override
        public void onComplete() {
            end.complete("complete");
        }
    }
}
