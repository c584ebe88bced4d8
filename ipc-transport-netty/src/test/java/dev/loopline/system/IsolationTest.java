package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What goes wrong on one connection is not felt on others. */
class IsolationTest extends SystemFixture {
    private static final int PEERS = 4;
    private static final int MORE_CALLS = 300;
    private static final int BLOCKED = 64;
    private static final Duration QUICK = Duration.ofSeconds(2); // for busy machines; it takes some 0.1 ms

    @Test
    void f19KillingOneOfSeveralPeersIsNotFeltByTheOthers() {
        Map<String, AtomicInteger> served = new ConcurrentHashMap<>();
        IpcServer server = later(server("f19")
                .service(Echoes.serving((request, call) -> {
                    served.computeIfAbsent(Echoes.text(request), who -> new AtomicInteger())
                            .incrementAndGet();
                    return request;
                }))
                .start());
        List<ChildJvm> peers = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            peers.add(later(ChildJvm.start(
                    LoopingProcess.class, List.of(), directory().path().toString(), "f19", "peer" + i)));
        }
        peers.forEach(peer -> peer.awaitLine("ready", PATIENCE));
        await().until(() -> served.size() == PEERS);

        peers.get(0).kill9();
        await().until(() -> server.connections().size() == PEERS - 1);
        for (int i = 1; i < PEERS; i++) {
            AtomicInteger ofPeer = served.get("peer" + i);
            int before = ofPeer.get();
            await().until(() -> ofPeer.get() > before + MORE_CALLS);
        }

        for (ChildJvm peer : peers.subList(1, PEERS)) {
            peer.send("enough");
            String result = peer.awaitLine("answers .*", PATIENCE);
            assertThat(result).matches("answers [0-9]+ failures 0 slowest ms [0-9]+");
            long slowestMillis = Long.parseLong(result.substring(result.lastIndexOf(' ') + 1));
            assertThat(Duration.ofMillis(slowestMillis)).isLessThan(QUICK);
        }
    }

    @Test
    void d22HandlersThatBlockDoNotHoldUpOtherConnections() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Semaphore blocked = new Semaphore(0);
        later(server("d22")
                .service(Echoes.serving((request, call) -> {
                    if (Echoes.text(request).equals("block")) {
                        blocked.release();
                        goOn.await();
                    }
                    return request;
                }))
                .start());
        IpcClient one = later(client("d22").connect());
        IpcClient other = later(client("d22").connect());
        List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
        for (int i = 0; i < BLOCKED; i++) {
            calls.add(Echoes.start(one, "block"));
        }
        assertThat(blocked.tryAcquire(BLOCKED, PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();

        Duration slowest = slowestOf(MORE_CALLS, other);

        assertThat(slowest).isLessThan(QUICK);
        assertThat(Echoes.call(one, "the same connection")).isEqualTo("the same connection");
        goOn.countDown();
        assertThat(calls).allSatisfy(call -> assertThat(Echoes.text(call.get(20, TimeUnit.SECONDS)))
                .isEqualTo("block"));
    }

    /** It blocks the thread that moves the frames of its client, and nobody else's. */
    @Test
    void d22AStageThatBlocksDoesNotHoldUpOtherClients() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch chained = new CountDownLatch(1);
        later(server("d22stage")
                .service(Echoes.serving((request, call) -> {
                    if (Echoes.text(request).equals("first")) {
                        chained.await(); // else the stage would run on the test's thread
                    }
                    return request;
                }))
                .start());
        IpcClient one = later(client("d22stage").connect());
        IpcClient other = later(client("d22stage").connect());
        CompletableFuture<Void> stage = Echoes.start(one, "first").thenAccept(response -> {
            blocked.countDown();
            awaitQuietly(goOn);
        });
        chained.countDown();

        try {
            assertThat(blocked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            Duration slowest = slowestOf(MORE_CALLS, other);

            assertThat(slowest).isLessThan(QUICK);
        } finally {
            goOn.countDown();
        }
        stage.get(20, TimeUnit.SECONDS);
        assertThat(Echoes.call(one, "afterwards")).isEqualTo("afterwards");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration slowestOf(int calls, IpcClient client) {
        long slowestNanos = 0;
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            assertThat(Echoes.call(client, "x" + i)).isEqualTo("x" + i);
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
        }
        return Duration.ofNanos(slowestNanos);
    }
}
