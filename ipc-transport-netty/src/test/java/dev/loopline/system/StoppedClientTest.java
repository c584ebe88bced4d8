package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.loopline.CallLimits;
import dev.loopline.IpcClient;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.testing.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a server keeps for a client that has asked for much and does not read it. */
class StoppedClientTest extends SystemFixture {
    private static final int MIB = 1024 * 1024;
    private static final int CALLS = 256;
    private static final int MAX_BUFFERED_BYTES = 8 * MIB;
    private static final int ALLOWANCE_BYTES = 16 * MIB; // what else a JVM of tests allocates meanwhile
    private static final int KERNEL_MESSAGES = 5; // what fits into the kernel's buffers and the transport's
    private static final EchoMessage LARGE = EchoMessage.newBuilder()
            .setPayload(ByteString.copyFrom(new byte[4 * MIB]))
            .build();

    private final Semaphore running = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicInteger sent = new AtomicInteger();
    private final BlockingQueue<StatusCode> ends = new LinkedBlockingQueue<>();

    /** Answers {@code large} with 4 MiB once the client has stopped, all else with itself; and streams such messages. */
    private ServiceDefinition service() {
        return ServiceDefinition.builder(EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(EchoService.UNARY, (request, call) -> {
                    if (!Echoes.text(request).equals("large")) {
                        return request;
                    }
                    running.release();
                    stopped.await();
                    return LARGE;
                })
                .serverStreaming(EchoService.SERVER_STREAM, (request, out) -> {
                    try {
                        for (int i = 0; i < 100 * CALLS; i++) {
                            out.send(LARGE);
                            sent.incrementAndGet();
                        }
                    } catch (StatusException e) {
                        ends.add(e.code());
                        throw e;
                    }
                })
                .build();
    }

    private void serve(String name) {
        CallLimits limits = CallLimits.DEFAULT;
        later(server(name)
                .limits(new CallLimits(
                        limits.maxConcurrentCalls(),
                        limits.maxMetadataBytes(),
                        limits.maxMetadataEntries(),
                        limits.maxMethods(),
                        2 * CALLS,
                        limits.maxQueuedCalls()))
                .service(service())
                .start());
    }

    private double queued(String what) {
        return meters.get("loopline.queued." + what)
                .tag("side", "server")
                .gauge()
                .value();
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private ChildJvm client(String name, String what) {
        return later(ChildJvm.start(
                StoppedClientProcess.class,
                List.of("-Xmx1g"),
                directory().path().toString(),
                name,
                what));
    }

    @Test
    void e02AClientThatStopsReadingAnswersCostsEightMebibytesAndItsCallsEnd() throws InterruptedException {
        serve("e02");
        ChildJvm client = client("e02", Integer.toString(CALLS));
        assertThat(running.tryAcquire(CALLS, PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        long before = usedBytes();

        client.signal("STOP");
        stopped.countDown();

        await().until(() -> queued("bytes") > 0);
        try (IpcClient other = client("e02").connect()) {
            long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
            while (System.nanoTime() < end) {
                assertThat(queued("bytes")).isLessThanOrEqualTo(MAX_BUFFERED_BYTES);
                assertThat(Echoes.call(other, "x")).isEqualTo("x");
            }
        }
        assertThat(usedBytes()).isLessThan(before + MAX_BUFFERED_BYTES + ALLOWANCE_BYTES);
        await().until(() ->
                queued("messages") <= CALLS && queued("bytes") < CALLS * 1024); // words of the deadline only

        client.signal("CONT");
        assertThat(client.awaitLine("ended .*", PATIENCE)).contains("DEADLINE_EXCEEDED");
    }

    @Test
    void e02AClientThatStopsReadingAStreamCostsEightMebibytesAndItsCallEnds() throws InterruptedException {
        serve("e02-stream");
        long before = usedBytes();
        ChildJvm client = client("e02-stream", "stream");
        client.awaitLine("reading", PATIENCE);

        client.signal("STOP");

        AtomicInteger level = new AtomicInteger();
        await().during(Duration.ofMillis(300)).until(() -> level.getAndSet(sent.get()) == sent.get());
        assertThat(usedBytes()).isLessThan(before + MAX_BUFFERED_BYTES + ALLOWANCE_BYTES);
        assertThat(ends.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
        assertThat(sent.get()).isEqualTo(level.get());

        client.signal("CONT");
        String ended = client.awaitLine("ended .*", PATIENCE);
        assertThat(ended).startsWith("ended DEADLINE_EXCEEDED");
        int taken = Integer.parseInt(ended.substring(ended.lastIndexOf(' ') + 1));
        assertThat(level.get()).isLessThanOrEqualTo(taken + KERNEL_MESSAGES);
    }
}
