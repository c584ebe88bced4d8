package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.FlowCalls;
import dev.loopline.call.ResponseStream;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that stream and are opened before their server is there. */
class WaitingStreamTest extends SystemFixture {
    private static final CallOptions WAITING = CallOptions.DEFAULT.withWaitForReady();
    private static final StreamRequest THREE =
            StreamRequest.newBuilder().setCount(3).build();

    private IpcClient client;

    @BeforeEach
    void connectLater() {
        client = later(client("later").connectLater());
    }

    private void serve() {
        later(server("later").service(EchoService.of(new ConformanceEcho())).start());
    }

    private void assertThatNobodyLooksForTheServer() {
        await().until(() -> threads().stream().noneMatch(name -> name.equals("loopline-client-connect")));
    }

    private static CompletableFuture<EchoMessage> nextOf(ResponseStream<EchoMessage> stream) {
        return CompletableFuture.supplyAsync(stream::next);
    }

    /** Collects what it is given. */
    private static final class Collecting implements Flow.Subscriber<EchoMessage> {
        private final long demand;
        private final List<String> received = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

        Collecting(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
            given.request(demand);
        }

        @Override
        public void onNext(EchoMessage message) {
            received.add(Echoes.text(message));
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }

    @Test
    void responsesComeWhenTheServerIsThere() throws Exception {
        try (ResponseStream<EchoMessage> responses = client.serverStream(EchoService.SERVER_STREAM, THREE, WAITING)) {
            assertThat(responses.tryNext(Duration.ZERO)).isNull();
            assertThat(responses.tryNext(Duration.ofMillis(50))).isNull();
            assertThat(responses.isEnded()).isFalse();
            CountDownLatch available = new CountDownLatch(1);
            responses.whenAvailable(available::countDown);

            serve();

            assertThat(available.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(responses).hasSize(3);
            assertThat(responses.isEnded()).isTrue();
        }
    }

    @Test
    void requestsLeaveWhenTheServerIsThere() throws Exception {
        try (ClientStream<EchoMessage, Summary> call = client.clientStream(EchoService.COLLECT, WAITING)) {
            assertThat(call.trySend(Echoes.text("too early"))).isFalse();
            CountDownLatch ready = new CountDownLatch(1);
            call.whenReady(ready::countDown);
            CompletableFuture<Summary> summary = CompletableFuture.supplyAsync(() -> {
                call.send(Echoes.text("12345"));
                return call.finish();
            });

            serve();

            assertThat(summary.get(20, TimeUnit.SECONDS).getBytes()).isEqualTo(5);
            assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void messagesGoBothWaysWhenTheServerIsThere() throws Exception {
        try (BidiStream<EchoMessage, EchoMessage> call = client.bidiStream(EchoService.BIDI, WAITING)) {
            CompletableFuture<EchoMessage> first = nextOf(call.responses());
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> call.send(Echoes.text("1")));

            serve();

            sent.get(20, TimeUnit.SECONDS);
            assertThat(Echoes.text(first.get(20, TimeUnit.SECONDS))).isEqualTo("1");
            call.complete();
            assertThat(call.responses().next()).isNull();
        }
    }

    @Test
    void theEndOfTheRequestsMayBeSaidBeforeTheServerIsThere() {
        try (ClientStream<EchoMessage, Summary> call = client.clientStream(EchoService.COLLECT, WAITING)) {
            call.complete();
            assertThatThrownBy(() -> call.trySend(Echoes.text("behind the end")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("after the end");

            serve();

            assertThat(call.result().orTimeout(20, TimeUnit.SECONDS).join().getMessages())
                    .isZero();
        }
    }

    @Test
    void openingOneDoesNotWaitNotEvenOnAThreadThatMovesFrames() throws Exception {
        echoServer("busy");
        IpcClient busy = later(client("busy").connect());
        CompletableFuture<Throwable> waited = new CompletableFuture<>();
        CompletableFuture<ResponseStream<EchoMessage>> opened = new CompletableFuture<>();

        for (int i = 0; i < 100 && !opened.isDone(); i++) {
            Echoes.start(busy, "x")
                    .thenAccept(response -> {
                        if (Thread.currentThread().getName().startsWith("loopline-client-")) {
                            opened.complete(client.serverStream(EchoService.SERVER_STREAM, THREE, WAITING));
                            try {
                                opened.join().next();
                            } catch (IllegalStateException e) {
                                waited.complete(e);
                            }
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
        }

        assertThat(waited.get(10, TimeUnit.SECONDS)).hasMessageContaining("a thread that moves frames");
        serve();
        assertThat(opened.join()).hasSize(3);
    }

    @Test
    void aDeadlineThatPassesMeanwhileEndsItNotExecuted() {
        ResponseStream<EchoMessage> responses =
                client.serverStream(EchoService.SERVER_STREAM, THREE, WAITING.withDeadline(Duration.ofMillis(100)));
        CompletableFuture<EchoMessage> next = nextOf(responses);

        await().until(next::isDone);

        StatusException failure = failureOf(responses::next);
        assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        CountDownLatch told = new CountDownLatch(1);
        responses.whenAvailable(told::countDown);
        assertThat(told.getCount()).isZero();
        assertThatNobodyLooksForTheServer();
    }

    @Test
    void closingOneEndsThoseWhoWaitForIt() {
        BidiStream<EchoMessage, EchoMessage> call = client.bidiStream(EchoService.BIDI, WAITING);
        CompletableFuture<EchoMessage> next = nextOf(call.responses());
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> call.send(Echoes.text("x")));
        await().during(Duration.ofMillis(50)).until(() -> !next.isDone() && !sending.isDone());

        call.close();

        await().until(() -> next.isDone() && sending.isDone());
        StatusException failure = failureOf(() -> call.responses().next());
        assertThat(failure.code()).isEqualTo(StatusCode.CANCELLED);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThatNobodyLooksForTheServer();
    }

    @Test
    void anInterruptOfWhoWaitsCancelsIt() throws Exception {
        ClientStream<EchoMessage, Summary> call = client.clientStream(EchoService.COLLECT, WAITING);
        CompletableFuture<StatusException> thrown = new CompletableFuture<>();
        Thread finishing = new Thread(() -> thrown.complete(failureOf(call::finish)));
        finishing.start();
        await().until(() -> finishing.getState() == Thread.State.WAITING);

        finishing.interrupt();

        assertThat(thrown.get(20, TimeUnit.SECONDS).code()).isEqualTo(StatusCode.CANCELLED);
        assertThat(Echoes.<Summary>causeOf(call.result()).certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        finishing.join();
        assertThatNobodyLooksForTheServer();
    }

    @Test
    void cancellingTheResultEndsIt() {
        ClientStream<EchoMessage, Summary> call = client.clientStream(EchoService.COLLECT, WAITING);

        call.result().cancel(true);

        assertThat(failureOf(() -> call.send(Echoes.text("x"))).code()).isEqualTo(StatusCode.CANCELLED);
        assertThatNobodyLooksForTheServer();
    }

    @Test
    void failingOneIsHowItEnds() {
        ClientStream<EchoMessage, Summary> call = client.clientStream(EchoService.COLLECT, WAITING);

        call.fail(Status.of(StatusCode.FAILED_PRECONDITION, "NO_FILE", "no such file")
                .asException());

        assertThat(Echoes.<Summary>causeOf(call.result()).reason()).isEqualTo("NO_FILE");
    }

    @Test
    void closingTheClientEndsIt() {
        ResponseStream<EchoMessage> responses = client.serverStream(EchoService.SERVER_STREAM, THREE, WAITING);

        client.close();

        assertThat(failureOf(responses::next).reason()).isEqualTo("NOT_CONNECTED");
    }

    @Test
    void publishersAndSubscribersAreJoinedWhenTheServerIsThere() throws Exception {
        Collecting collecting = new Collecting(10);
        SubmissionPublisher<EchoMessage> requests = later(new SubmissionPublisher<>());
        FlowCalls.bidiStream(client, EchoService.BIDI, requests, WAITING).subscribe(collecting);
        for (int i = 0; i < 5; i++) {
            requests.submit(Echoes.text(Integer.toString(i)));
        }
        requests.close();

        serve();

        collecting.end.get(20, TimeUnit.SECONDS);
        assertThat(collecting.received).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void aPublisherThatHasNothingEndsTheRequests() {
        SubmissionPublisher<EchoMessage> requests = later(new SubmissionPublisher<>());
        CompletableFuture<Summary> summary = FlowCalls.clientStream(client, EchoService.COLLECT, requests, WAITING);
        requests.close();

        serve();

        assertThat(summary.orTimeout(20, TimeUnit.SECONDS).join().getMessages()).isZero();
    }

    @Test
    void cancellingASubscriptionEndsTheCallThatWaits() {
        Collecting collecting = new Collecting(1);
        FlowCalls.serverStream(client, EchoService.SERVER_STREAM, THREE, WAITING)
                .subscribe(collecting);

        collecting.subscription.join().cancel();

        assertThatNobodyLooksForTheServer();
        assertThat(collecting.end).isNotDone();
    }

    @Test
    void aSubscriberLearnsThatTheServerDidNotComeInTime() {
        Collecting collecting = new Collecting(1);

        FlowCalls.serverStream(client, EchoService.SERVER_STREAM, THREE, WAITING.withDeadline(Duration.ofMillis(50)))
                .subscribe(collecting);

        assertThat(Echoes.<Void>causeOf(collecting.end).code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
    }
}
