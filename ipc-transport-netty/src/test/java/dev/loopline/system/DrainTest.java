package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.DrainReport;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.EchoService;
import dev.loopline.health.HealthClient;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.health.v1.CheckReply;
import dev.loopline.proto.health.v1.CheckRequest;
import dev.loopline.proto.health.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a server ends without losing a call. */
class DrainTest extends SystemFixture {
    private static final CallOptions WAITING = CallOptions.DEFAULT.withWaitForReady();
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final Duration A_WHILE = Duration.ofMillis(300);

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Semaphore entered = new Semaphore(0);
    private final AtomicInteger interrupted = new AtomicInteger();

    @AfterEach
    void letHandlersEnd() {
        goOn.countDown();
    }

    /** Answers {@code slow...} when the test lets it, anything else at once. */
    private ServiceDefinition slow() {
        return Echoes.serving((request, call) -> {
            if (Echoes.text(request).startsWith("slow")) {
                entered.release();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                    throw e;
                }
            }
            return request;
        });
    }

    private IpcServer slowServer(String name) {
        return later(server(name).service(slow()).start());
    }

    private void awaitEntered(int calls) throws InterruptedException {
        assertThat(entered.tryAcquire(calls, PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private static String answerTo(CompletableFuture<EchoMessage> call) {
        return Echoes.text(call.orTimeout(20, TimeUnit.SECONDS).join());
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    @Test
    void withNothingToServeItIsOverAtOnce() {
        IpcServer server = slowServer("idle");
        IpcClient client = later(client("idle").connect());
        assertThat(Echoes.call(client, "x")).isEqualTo("x");
        long start = System.nanoTime();

        DrainReport report = server.drain();

        assertThat(since(start)).isLessThan(AT_ONCE);
        assertThat(report).isEqualTo(DrainReport.NOTHING);
        assertThat(Endpoints.file(directory(), "idle")).doesNotExist();
        assertThat(threads()).allMatch(name -> name.startsWith("loopline-client"));
        await().until(() -> client.closed().toCompletableFuture().isDone());
    }

    @Test
    void callsThatEndInTimeAreAnsweredAndNewOnesAreNotExecuted() throws Exception {
        IpcServer server = slowServer("busy");
        IpcClient client = later(client("busy").connect());
        List<CompletableFuture<EchoMessage>> running = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            running.add(Echoes.start(client, "slow " + i));
        }
        awaitEntered(50);

        CompletableFuture<DrainReport> drained = server.drainAsync();
        await().until(() -> !client.isOpen());
        StatusException late = Echoes.failureOf(Echoes.start(client, "late"));

        assertThat(late.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(Endpoints.file(directory(), "busy")).doesNotExist();
        assertThat(failureToConnect(client("busy")).reason()).isEqualTo("ENDPOINT_NOT_FOUND");
        assertThat(drained).isNotDone();
        goOn.countDown();
        for (int i = 0; i < 50; i++) {
            assertThat(answerTo(running.get(i))).isEqualTo("slow " + i);
        }
        assertThat(drained.join()).isEqualTo(new DrainReport(50, 0));
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void whatDoesNotEndInTimeIsCancelledAndUnknown() throws Exception {
        IpcServer server = slowServer("late");
        IpcClient client = later(client("late").connect());
        CompletableFuture<EchoMessage> one = Echoes.start(client, "slow 1");
        CompletableFuture<EchoMessage> two = Echoes.start(client, "slow 2");
        awaitEntered(2);
        long start = System.nanoTime();

        DrainReport report = server.drain(A_WHILE);

        assertThat(since(start)).isBetween(A_WHILE, A_WHILE.plusSeconds(1).plus(AT_ONCE));
        assertThat(report).isEqualTo(new DrainReport(0, 2));
        assertThat(Echoes.failureOf(one).certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(Echoes.failureOf(two).certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(interrupted).hasValue(2);
    }

    @Test
    void theClientGoesOnWithTheNextServerOfTheNameWhileTheFirstStillDrains() throws Exception {
        IpcServer first = slowServer("next");
        IpcClient client = later(client("next").connect());
        CompletableFuture<EchoMessage> onFirst = Echoes.start(client, "slow");
        awaitEntered(1);

        CompletableFuture<DrainReport> drained = first.drainAsync();
        await().until(() -> !client.isOpen());
        CompletableFuture<EchoMessage> waiting = Echoes.start(client, "waiting", WAITING);
        later(server("next")
                .service(Echoes.serving((request, call) -> Echoes.text("second")))
                .start());

        assertThat(answerTo(waiting)).isEqualTo("second");
        assertThat(Echoes.call(client, "now open again")).isEqualTo("second");
        assertThat(onFirst).isNotDone();
        goOn.countDown();
        assertThat(answerTo(onFirst)).isEqualTo("slow");
        assertThat(drained.join()).isEqualTo(new DrainReport(1, 0));
    }

    @Test
    void callsThatWaitLoseNothingWhenServersReplaceEachOtherUnderLoad() throws Exception {
        AtomicInteger executed = new AtomicInteger();
        ServiceDefinition counting = Echoes.serving((request, call) -> {
            executed.incrementAndGet();
            return request;
        });
        IpcServer server = later(server("rolling").service(counting).start());
        IpcClient client = later(client("rolling").connect());
        AtomicInteger answered = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch enough = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread caller = new Thread(() -> {
                try {
                    while (enough.getCount() > 0) {
                        List<CompletableFuture<EchoMessage>> batch = new ArrayList<>();
                        for (int j = 0; j < 20; j++) {
                            batch.add(Echoes.start(client, "x", WAITING));
                        }
                        batch.forEach(DrainTest::answerTo);
                        answered.addAndGet(batch.size());
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            caller.start();
            callers.add(caller);
        }

        for (int i = 0; i < 5; i++) {
            int before = answered.get();
            await().until(() -> answered.get() > before + 100 || failure.get() != null);
            DrainReport report = server.drain();
            assertThat(report.cancelled()).isZero();
            server = later(server("rolling").service(counting).start());
        }
        enough.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(failure.get()).isNull();
        assertThat(executed).hasValue(answered.get());
    }

    @Test
    void aSecondDrainWithLessTimeBringsTheEndForward() throws Exception {
        IpcServer server = slowServer("twice");
        IpcClient client = later(client("twice").connect());
        CompletableFuture<EchoMessage> call = Echoes.start(client, "slow");
        awaitEntered(1);
        CompletableFuture<DrainReport> first = server.drainAsync();
        await().until(() -> !client.isOpen());
        long start = System.nanoTime();

        DrainReport second = server.drain(A_WHILE);

        assertThat(since(start)).isLessThan(A_WHILE.plusSeconds(1).plus(AT_ONCE));
        assertThat(second).isEqualTo(new DrainReport(0, 1));
        assertThat(first.join()).isEqualTo(second);
        assertThat(server.drain()).isEqualTo(second);
        assertThat(Echoes.failureOf(call).certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void closingDuringADrainEndsItNow() throws Exception {
        IpcServer server = slowServer("closed");
        IpcClient client = later(client("closed").connect());
        CompletableFuture<EchoMessage> call = Echoes.start(client, "slow");
        awaitEntered(1);
        CompletableFuture<DrainReport> drained = server.drainAsync();
        await().until(() -> !client.isOpen());
        long start = System.nanoTime();

        server.close();

        assertThat(since(start)).isLessThan(AT_ONCE);
        assertThat(drained.join()).isEqualTo(new DrainReport(0, 1));
        assertThat(Echoes.failureOf(call).certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(interrupted).hasValue(1);
    }

    @Test
    void interruptingTheThreadThatDrainsEndsTheGraceTime() throws Exception {
        IpcServer server = slowServer("interrupted");
        IpcClient client = later(client("interrupted").connect());
        CompletableFuture<EchoMessage> call = Echoes.start(client, "slow");
        awaitEntered(1);
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread draining = new Thread(() -> {
            server.drain();
            stillInterrupted.complete(Thread.currentThread().isInterrupted());
        });
        draining.start();
        await().until(() -> !client.isOpen());
        long start = System.nanoTime();

        draining.interrupt();

        assertThat(stillInterrupted.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(since(start)).isLessThan(AT_ONCE);
        assertThat(Echoes.failureOf(call).certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void aHandlerThatDrainsItsServerIsAnsweredLikeAnyOther() {
        AtomicReference<IpcServer> server = new AtomicReference<>();
        CompletableFuture<DrainReport> drained = new CompletableFuture<>();
        server.set(later(server("quit")
                .service(Echoes.serving((request, call) -> {
                    var unused = server.get().drainAsync().thenAccept(drained::complete);
                    return request;
                }))
                .start()));
        IpcClient client = later(client("quit").connect());

        assertThat(Echoes.call(client, "quit")).isEqualTo("quit");

        assertThat(drained.orTimeout(20, TimeUnit.SECONDS).join().cancelled()).isZero();
    }

    @Test
    void aThreadThatMovesFramesCannotWaitForTheEnd() {
        AtomicReference<IpcServer> server = new AtomicReference<>();
        server.set(later(server("direct")
                .service(Echoes.serving((request, call) -> {
                            assertThatThrownBy(() -> server.get().drain())
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("drain of server direct on loopline-server-");
                            return request;
                        })
                        .withExecution(HandlerExecution.direct()))
                .start()));
        IpcClient client = later(client("direct").connect());

        assertThat(Echoes.call(client, "x")).isEqualTo("x");
        assertThatThrownBy(() -> server.get().drain(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grace: PT-0.001S (expected: zero or more)");
    }

    @Test
    void thoseInTheHandshakeDoNotHoldItUp() throws IOException {
        IpcServer server = slowServer("half");
        RawClient answered = later(new RawClient(server.endpoint()));
        answered.send(answered.clientHello(server.endpoint())).receive(RawClient.HELLO_BYTES);
        long start = System.nanoTime();

        server.drain();

        assertThat(since(start)).isLessThan(AT_ONCE);
        assertThat(answered.receiveToEnd()).isEmpty();
        awaitHandshakes("abandoned", 1);
    }

    /** It is sent more than the sockets hold and takes none of it. */
    @Test
    void aPeerThatDoesNotReadHoldsItUpNoLongerThanTheGraceTime() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        byte[] payload = new byte[60_000];
        IpcServer server = later(server("silent")
                .service(Echoes.serving((request, call) -> {
                    handled.incrementAndGet();
                    return EchoMessage.newBuilder()
                            .setPayload(ByteString.copyFrom(payload))
                            .build();
                }))
                .start());
        RawClient silent = later(new RawClient(server.endpoint()));
        silent.authenticate(server.endpoint()).declare(1, EchoService.UNARY.fullName());
        for (int i = 0; i < 300; i++) {
            silent.call(1, 2L * i + 1);
        }
        await().until(() -> handled.get() == 300);
        long start = System.nanoTime();

        DrainReport report = server.drain(A_WHILE);

        assertThat(since(start)).isBetween(A_WHILE, A_WHILE.plusSeconds(1).plus(AT_ONCE));
        assertThat(report.cancelled()).isPositive();
    }

    @Test
    void healthSaysNotServingWhereItCanStillBeAsked() throws Exception {
        IpcServer server = later(server("health")
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q extends MessageLite, R extends MessageLite> R intercept(
                            Q request, CallContext call, UnaryHandler<Q, R> next) throws Exception {
                        entered.release();
                        goOn.await();
                        return next.handle(request, call);
                    }
                })
                .start());
        IpcClient client = later(client("health").connect());
        CompletableFuture<CheckReply> check = HealthClient.on(client).async().check(CheckRequest.getDefaultInstance());
        awaitEntered(1);

        CompletableFuture<DrainReport> drained = server.drainAsync();
        await().until(() -> !client.isOpen());
        goOn.countDown();

        assertThat(check.get(20, TimeUnit.SECONDS).getStatus()).isEqualTo(Status.NOT_SERVING);
        assertThat(drained.join()).isEqualTo(new DrainReport(1, 0));
    }

    /** One handler calls the client of another connection, which has nothing to do itself. */
    @Test
    void aHandlerCanStillCallTheClientsOfOtherConnections() throws Exception {
        AtomicReference<IpcServer> server = new AtomicReference<>();
        server.set(later(server("others")
                .service(Echoes.serving((request, call) -> {
                    entered.release();
                    goOn.await();
                    return Echoes.text("heard by "
                            + server.get().connections().stream()
                                    .filter(connection -> !connection
                                            .peer()
                                            .equals(call.connection().peer()))
                                    .map(connection -> Echoes.call(connection, "post"))
                                    .toList());
                }))
                .start()));
        IpcClient listener = later(client("others")
                .service(Echoes.serving((request, call) -> Echoes.text("listener")))
                .connect());
        IpcClient poster = later(client("others").connect());
        CompletableFuture<EchoMessage> post = Echoes.start(poster, "post");
        awaitEntered(1);

        CompletableFuture<DrainReport> drained = server.get().drainAsync();
        await().until(() -> !poster.isOpen() && !listener.isOpen());
        goOn.countDown();

        assertThat(answerTo(post)).isEqualTo("heard by [listener]");
        assertThat(drained.join()).isEqualTo(new DrainReport(1, 0));
    }
}
