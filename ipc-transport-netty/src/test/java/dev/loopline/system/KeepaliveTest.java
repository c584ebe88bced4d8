package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.ClientState;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.Keepalive;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.test.FaultProxy;
import dev.loopline.test.FaultScript;
import dev.loopline.testing.ChildJvm;
import dev.loopline.testing.StreamShape;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that are there and do not answer, because they are stopped or nothing reaches them. */
class KeepaliveTest extends SystemFixture {
    private static final Keepalive SHORT = new Keepalive(Keepalive.MIN, Keepalive.MIN);
    private static final Duration SHORT_NOTICED = Duration.ofMillis(4_500);
    private static final Duration ALLOWANCE = Duration.ofSeconds(3); // of a machine with much else to do
    private static final CallOptions ENDLESS = CallOptions.DEFAULT.withDeadline(CallOptions.NO_DEADLINE);

    private ChildJvm serving(String name) {
        ChildJvm child = later(ChildJvm.start(
                ServingProcess.class, List.of(), directory().path().toString(), name, "IPV4"));
        child.awaitLine("ready .*", PATIENCE);
        return child;
    }

    private static CompletableFuture<Duration> timeTo(CompletableFuture<EchoMessage> end) {
        long begin = System.nanoTime();
        return end.handle((response, failure) -> Duration.ofNanos(System.nanoTime() - begin));
    }

    private void stopAndContinue(Keepalive keepalive, Duration noticed, Duration stopped) {
        ChildJvm server = serving("stopped");
        IpcClient client = later(client("stopped").keepalive(keepalive).connect());
        assertThat(Echoes.call(client, "x")).isEqualTo("x");

        server.signal("STOP");
        long begin = System.nanoTime();
        CompletableFuture<EchoMessage> endless = Echoes.start(client, "endless", ENDLESS);
        CompletableFuture<EchoMessage> brief =
                Echoes.start(client, "brief", ENDLESS.withDeadline(Duration.ofMillis(500)));
        Duration toDeadline = timeTo(brief).join();
        StatusException lost = Echoes.failureOf(endless, noticed.plus(ALLOWANCE));
        Duration toEnd = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(Echoes.failureOf(brief).code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
        assertThat(toDeadline)
                .isBetween(Duration.ofMillis(499), Duration.ofMillis(550).plus(ALLOWANCE));
        assertThat(lost.reason()).isEqualTo("KEEPALIVE_TIMEOUT");
        assertThat(lost.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(lost.certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(toEnd).isBetween(keepalive.timeout(), noticed.plus(ALLOWANCE));
        await().until(() -> !client.isOpen());
        await().atMost(stopped.plus(PATIENCE))
                .pollDelay(stopped.minusNanos(Math.min(stopped.toNanos(), System.nanoTime() - begin)))
                .until(() -> true);

        server.signal("CONT");

        await().until(client::isOpen);
        assertThat(Echoes.call(client, "y")).isEqualTo("y");
    }

    @Test
    void f05AServerThatIsStoppedIsNoticedAndFoundAgain() {
        stopAndContinue(SHORT, SHORT_NOTICED, Duration.ZERO);
    }

    @Test
    @Tag("slow")
    @Timeout(180)
    void f05AServerThatIsStoppedForAMinuteIsNoticedWithin22Seconds() {
        stopAndContinue(Keepalive.DEFAULT, Duration.ofSeconds(22), Duration.ofSeconds(60));
    }

    private void blackhole(Keepalive keepalive, Duration noticed) {
        CountDownLatch held = new CountDownLatch(1);
        IpcServer server = later(server("hole")
                .addressBinding(false)
                .keepalive(keepalive)
                .service(Echoes.serving((request, call) -> {
                    held.await();
                    return request;
                }))
                .start());
        FaultProxy proxy = later(FaultProxy.to(server.endpoint()));
        IpcClient client =
                later(IpcClient.to(proxy.endpoint()).keepalive(keepalive).connect());
        CompletableFuture<EchoMessage> call = Echoes.start(client, "x", ENDLESS);
        await().until(() -> server.connections().size() == 1);

        proxy.toServer(FaultScript::blackhole);
        proxy.toClient(FaultScript::blackhole);

        StatusException lost = Echoes.failureOf(call, noticed.plus(ALLOWANCE));
        assertThat(lost.reason()).isEqualTo("KEEPALIVE_TIMEOUT");
        assertThat(lost.certainty()).isEqualTo(Certainty.UNKNOWN);
        await().atMost(noticed).until(() -> server.connections().isEmpty());
        assertThat(client.state()).isEqualTo(ClientState.CONNECTING);
        held.countDown();
        proxy.heal();
        await().until(client::isOpen);
        assertThat(Echoes.call(client, "y")).isEqualTo("y");
    }

    @Test
    void f11BothSidesNoticeThatNothingPasses() {
        blackhole(SHORT, SHORT_NOTICED);
    }

    @Test
    @Tag("slow")
    @Timeout(120)
    void f11BothSidesNoticeThatNothingPassesWithin22Seconds() {
        blackhole(Keepalive.DEFAULT, Duration.ofSeconds(22));
    }

    @Test
    void f20ProcessesThatWereAllStoppedGoOnWithTheConnectionTheyHave() {
        ChildJvm server = serving("all");
        ChildJvm client = later(ChildJvm.start(
                HealingProcess.class, List.of(), directory().path().toString(), "all"));
        client.awaitLine("connected", PATIENCE);
        client.send("before");
        client.awaitLine("answer before", PATIENCE);

        server.signal("STOP");
        client.signal("STOP");
        await().pollDelay(SHORT_NOTICED.plusSeconds(1)).until(() -> true);
        client.signal("CONT"); // the server has not had a chance yet
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        server.signal("CONT");
        client.send("after");

        assertThat(client.awaitLine("state .*|answer .*|failed .*", PATIENCE)).isEqualTo("answer after");
    }

    @Test
    @Tag("slow")
    void aConnectionOverWhichOnlyOneSideSendsIsKept() {
        AtomicLong taken = new AtomicLong();
        IpcServer server = later(server("bulk")
                .addressBinding(false)
                .keepalive(SHORT)
                .service(StreamShape.serving(side -> {
                    while (side.reader() != null && side.reader().next() != null) {
                        taken.incrementAndGet();
                    }
                }))
                .start());
        FaultProxy proxy = later(FaultProxy.to(server.endpoint()));
        IpcClient client = later(IpcClient.to(proxy.endpoint()).keepalive(SHORT).connect());
        proxy.toServer(faults -> faults.throttle(300_000));
        long end = System.nanoTime() + SHORT_NOTICED.plusSeconds(1).toNanos();
        EchoMessage large = TopicFixture.event(1, 60_000);

        try (ClientStream<EchoMessage, Summary> upload = client.clientStream(EchoService.COLLECT, ENDLESS)) {
            while (System.nanoTime() < end) {
                upload.send(large);
            }
            proxy.heal();
            assertThat(upload.finish()).isNotNull();
        }
        assertThat(taken.get()).isPositive();
        assertThat(client.isOpen()).isTrue();
    }
}
