package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Clients that are there before their server, and those that outlive it. */
class WaitingForTheServerTest extends SystemFixture {
    static final CallOptions WAITING = CallOptions.DEFAULT.withWaitForReady();
    private static final Duration A_WHILE = Duration.ofMillis(150);

    private static String answerTo(CompletableFuture<EchoMessage> call) {
        return Echoes.text(call.orTimeout(20, TimeUnit.SECONDS).join());
    }

    private static void assertStillWaits(CompletableFuture<?> future) {
        await().during(A_WHILE).until(() -> !future.isDone());
    }

    @Test
    void connectWaitsForAServerThatStartsLater() {
        CompletableFuture<IpcClient> connecting = CompletableFuture.supplyAsync(
                () -> client("late").waitForEndpoint(PATIENCE).connect());
        assertStillWaits(connecting);

        echoServer("late");

        try (IpcClient client = connecting.join()) {
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
        }
    }

    @Test
    void connectWaitsNoLongerThanItWasTold() {
        long start = System.nanoTime();

        StatusException failure = failureToConnect(client("late").waitForEndpoint(Duration.ofMillis(300)));

        assertThat(failure.reason()).isEqualTo("ENDPOINT_NOT_FOUND");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofMillis(800));
    }

    @Test
    void callsThatWaitAreMadeWhenTheServerIsThere() {
        IpcClient client = later(client("later").connectLater());
        List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(Echoes.start(client, "call " + i, WAITING));
        }
        assertThat(client.isOpen()).isFalse();
        assertStillWaits(calls.get(0));

        IpcServer server = echoServer("later");

        for (int i = 0; i < 10; i++) {
            assertThat(answerTo(calls.get(i))).isEqualTo("call " + i);
        }
        assertThat(client.isOpen()).isTrue();
        assertThat(server.connections()).hasSize(1);
        assertThat(handshakes()).isEqualTo(1);
    }

    @Test
    void aBlockingCallWaitsToo() {
        IpcClient client = later(client("later").connectLater());
        CompletableFuture<String> blocking = CompletableFuture.supplyAsync(
                () -> Echoes.text(client.call(EchoService.UNARY, Echoes.text("x"), WAITING)));
        assertStillWaits(blocking);

        echoServer("later");

        assertThat(blocking.join()).isEqualTo("x");
    }

    @Test
    void theClientReconnectsToAServerThatRestartedUnderTheSameName() {
        IpcServer first = echoServer("restarts");
        IpcClient client = later(client("restarts").connect());
        assertThat(Echoes.call(client, "1")).isEqualTo("1");

        first.close();
        await().until(() -> !client.isOpen());
        StatusException failure = Echoes.failureOf(Echoes.start(client, "2"));
        CompletableFuture<EchoMessage> waiting = Echoes.start(client, "3", WAITING);
        assertStillWaits(waiting);
        IpcServer second = echoServer("restarts");

        assertThat(failure.reason()).isEqualTo("NOT_CONNECTED");
        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(answerTo(waiting)).isEqualTo("3");
        assertThat(Echoes.call(client, "4")).isEqualTo("4");
        assertThat(second.connections()).hasSize(1);
    }

    @Test
    void aCallWhoseDeadlinePassesWhileItWaitsWasNotExecuted() {
        IpcClient client = later(client("never").connectLater());
        long start = System.nanoTime();

        StatusException failure =
                Echoes.failureOf(Echoes.start(client, "x", WAITING.withDeadline(Duration.ofMillis(200))));

        assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(200), Duration.ofMillis(700));
        await("the search ends when nobody waits")
                .until(() -> threads().stream().noneMatch(name -> name.equals("loopline-client-connect")));
    }

    @Test
    void closingTheClientEndsTheCallsThatWait() {
        IpcClient client = later(client("never").connectLater());
        CompletableFuture<EchoMessage> waiting = Echoes.start(client, "x", WAITING);
        assertStillWaits(waiting);

        client.close();

        StatusException failure = Echoes.failureOf(waiting);
        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.reason()).isEqualTo("NOT_CONNECTED");
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(Echoes.failureOf(Echoes.start(client, "y", WAITING)).reason())
                .isEqualTo("NOT_CONNECTED");
    }

    @Test
    void closingTheClientEndsAConnectThatIsUnderWay() {
        Squatter silent =
                later(new Squatter(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), (bytes, out) -> {}));
        IpcServer server = echoServer("silent");
        IpcClient client = later(
                IpcClient.to(Endpoints.at(silent.address(), server.endpoint())).connectLater());
        CompletableFuture<EchoMessage> waiting = Echoes.start(client, "x", WAITING);
        await().until(() -> silent.heard().length > 0);
        long start = System.nanoTime();

        client.close();

        assertThat(Echoes.failureOf(waiting).certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void cancellingTheLastCallThatWaitsEndsTheSearchAndALaterOneBeginsAnother() {
        IpcClient client = later(client("cancelled").connectLater());
        CompletableFuture<EchoMessage> waiting = Echoes.start(client, "x", WAITING);
        assertStillWaits(waiting);

        assertThat(waiting.cancel(true)).isTrue();

        await().until(() -> threads().stream().noneMatch(name -> name.equals("loopline-client-connect")));
        CompletableFuture<EchoMessage> another = Echoes.start(client, "y", WAITING);
        echoServer("cancelled");
        assertThat(answerTo(another)).isEqualTo("y");
    }

    @Test
    void aCallThatBeginsToWaitJustWhenTheOthersGiveUpGoesOnWaiting() {
        IpcClient client = later(client("never").connectLater());
        AtomicBoolean wrong = new AtomicBoolean();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);

        while (System.nanoTime() < end) {
            CompletableFuture<EchoMessage> waiting = Echoes.start(client, "x", WAITING);
            var unused = waiting.exceptionally(failure -> {
                wrong.compareAndSet(false, failure instanceof StatusException);
                return EchoMessage.getDefaultInstance();
            });
            waiting.cancel(true);
        }

        assertThat(wrong).as("a call failed although the client is open").isFalse();
    }

    @Test
    void aServerThatCannotProveItselfEndsTheWaitWithThatReason() {
        IpcServer server = echoServer("wrong");
        IpcClient client = later(IpcClient.to(Endpoints.withTokenBitChanged(server.endpoint(), 3))
                .connectLater());

        assertThat(Echoes.failureOf(Echoes.start(client, "x", WAITING)).reason())
                .isEqualTo("IMPOSTOR_OR_STALE");
    }
}
