package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the other side notices when a process is killed. */
class ProcessDeathTest extends SystemFixture {
    private static final int KILLS = 5;
    private static final Duration NOTICED = Duration.ofMillis(200);

    private ChildJvm serving(String name) {
        return later(ChildJvm.start(
                ServingProcess.class, List.of(), directory().path().toString(), name, "IPV4"));
    }

    private static CompletableFuture<Long> endOf(CompletableFuture<EchoMessage> call) {
        return call.handle((response, failure) -> System.nanoTime());
    }

    private static Duration since(long startNanos, CompletableFuture<Long> endNanos) {
        return Duration.ofNanos(endNanos.join() - startNanos);
    }

    @Test
    void f01KillingTheServerDuringACallLeavesItUnknownAndExecutedAtMostOnce() throws IOException {
        List<ChildJvm> servers = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            servers.add(serving("f01-" + i));
        }
        List<Duration> noticed = new ArrayList<>();

        for (int i = 0; i < KILLS; i++) {
            ChildJvm server = servers.get(i);
            server.awaitLine("ready .*", PATIENCE);
            try (IpcClient client = client("f01-" + i).connect()) {
                CompletableFuture<EchoMessage> before = Echoes.start(client, "before " + i);
                server.awaitLine("in before " + i, PATIENCE);
                CompletableFuture<EchoMessage> after = Echoes.start(client, "after " + i);
                server.awaitLine("in after " + i, PATIENCE);
                CompletableFuture<Long> bothEnded = endOf(before).thenCombine(endOf(after), Math::max);

                long start = System.nanoTime();
                server.kill9();

                for (CompletableFuture<EchoMessage> call : List.of(before, after)) {
                    StatusException failure = Echoes.failureOf(call);
                    assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
                    assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
                }
                noticed.add(since(start, bothEnded));
                assertThat(client.isOpen()).isFalse();
            }
            assertThat(Files.readString(ServingProcess.ledger(directory(), "f01-" + i), UTF_8))
                    .isEqualTo("after " + i + "\n");
        }

        assertThat(median(noticed)).as("of " + noticed).isLessThanOrEqualTo(NOTICED);
    }

    @Test
    void f03KillingTheClientDuringACallCancelsTheHandler() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(KILLS);
        CountDownLatch interrupted = new CountDownLatch(KILLS);
        Map<String, CompletableFuture<Long>> cancelled = new ConcurrentHashMap<>();
        later(server("f03")
                .service(Echoes.serving((request, call) -> {
                    CompletableFuture<Long> told = new CompletableFuture<>();
                    cancelled.put(Echoes.text(request), told);
                    call.onCancel(() -> told.complete(System.nanoTime()));
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    return request;
                }))
                .start());
        List<ChildJvm> clients = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            clients.add(later(ChildJvm.start(
                    CallingProcess.class, List.of(), directory().path().toString(), "f03", "call " + i)));
        }
        assertThat(running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        List<Duration> noticed = new ArrayList<>();

        for (int i = 0; i < KILLS; i++) {
            long start = System.nanoTime();
            clients.get(i).kill9();
            noticed.add(since(start, cancelled.get("call " + i).orTimeout(20, TimeUnit.SECONDS)));
        }

        assertThat(median(noticed)).as("of " + noticed).isLessThanOrEqualTo(NOTICED);
        assertThat(interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void c09AClientOfAKilledServerIsToldAtOnceAndReachesTheNextOne() {
        ChildJvm server = serving("c09");
        server.awaitLine("ready .*", PATIENCE);
        IpcClient client = later(client("c09").connect());
        assertThat(Echoes.call(client, "x")).isEqualTo("x");

        server.kill9();
        server.awaitExit(PATIENCE);
        long start = System.nanoTime();
        StatusException failure = failureToConnect(client("c09"));
        Duration told = Duration.ofNanos(System.nanoTime() - start);

        assertThat(told).isLessThanOrEqualTo(Duration.ofMillis(500));
        assertThat(Endpoints.file(directory(), "c09")).exists();
        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.reason()).isEqualTo("ENDPOINT_STALE");
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(failure)
                .hasMessageContaining("endpoint c09: process " + server.pid() + " has ended")
                .hasMessageContaining("start it again");

        serving("c09").awaitLine("ready .*", PATIENCE);

        try (IpcClient next = client("c09").connect()) {
            assertThat(Echoes.call(next, "next")).isEqualTo("next");
        }
        CallOptions waiting = CallOptions.DEFAULT.withWaitForReady();
        assertThat(Echoes.start(client, "same client", waiting).join()).isEqualTo(Echoes.text("same client"));
    }
}
