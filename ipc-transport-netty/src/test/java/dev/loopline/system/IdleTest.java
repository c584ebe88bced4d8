package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoClient;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.transport.WaitMode;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a connection costs on which nothing happens. */
class IdleTest extends SystemFixture {
    private static final Duration LOOK = Duration.ofMillis(400);
    private static final long MAX_NANOS = 40_000_000; // a thread that goes on looking would take some 400 ms

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void threadsThatHaveBeenBusySleepAgain() {
        IpcServer server = later(
                server("idle").service(EchoService.of(new ConformanceEcho())).start());
        IpcClient client = later(IpcClient.to(server.endpoint()).connect());
        EchoClient echo = EchoClient.on(client);
        for (int i = 0; i < 2_000; i++) {
            EchoMessage unused = echo.unary(EchoMessage.getDefaultInstance());
        }

        assertLibrarySleeps();
    }

    @Test
    void callsThatParkAreAnsweredToo() {
        IpcServer server = later(server("parking")
                .waiting(WaitMode.PARK)
                .service(EchoService.of(new ConformanceEcho()))
                .start());
        IpcClient client =
                later(IpcClient.to(server.endpoint()).waiting(WaitMode.PARK).connect());
        EchoClient echo = EchoClient.on(client);
        EchoMessage message = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8("seven"))
                .build();

        for (int i = 0; i < 200; i++) {
            assertThat(echo.unary(message)).isEqualTo(message);
        }

        assertLibrarySleeps();
    }

    private void assertLibrarySleeps() {
        AtomicLong last = new AtomicLong(libraryNanos());
        await().pollDelay(LOOK).pollInterval(LOOK).untilAsserted(() -> {
            long now = libraryNanos();
            assertThat(now - last.getAndSet(now)).isLessThan(MAX_NANOS);
        });
    }

    private long libraryNanos() {
        long nanos = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("loopline-")) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getId()));
            }
        }
        return nanos;
    }
}
