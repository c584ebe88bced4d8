package dev.loopline.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.testing.RecordingEnd;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.TransportRuntime;
import dev.loopline.transport.WaitMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runtimes that share their threads end by themselves all the same. */
@ParameterizedClass
@MethodSource("providers")
class SharedThreadsTest {
    private static final String NAME = "shared-threads-test";

    private final TransportProvider provider;
    private final TransportRuntime serving;
    private final Binding binding;

    SharedThreadsTest(TransportProvider provider) throws IOException {
        this.provider = provider;
        this.serving = provider.open(new TransportOptions("shared-server", 1, 65_536, 32_768, 131_072));
        this.binding =
                serving.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), transport -> new RecordingEnd()
                        .onConnection(transport));
    }

    static Stream<TransportProvider> providers() {
        return SocketTest.providers();
    }

    @AfterEach
    void closeServer() {
        serving.close();
        assertThat(threads()).isZero();
    }

    private TransportRuntime open(WaitMode waiting, boolean shares) {
        return provider.open(new TransportOptions(NAME, 1, 65_536, 32_768, 131_072, waiting, shares));
    }

    private TransportRuntime openShared() {
        return open(WaitMode.ADAPTIVE, true);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(NAME))
                .count();
    }

    /** Connects, and returns the thread that the connection has. */
    private Thread connect(TransportRuntime runtime, RecordingEnd end) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        runtime.connect(binding.address(), transport -> {
                    thread.complete(Thread.currentThread());
                    return end.onConnection(transport);
                })
                .get(5, TimeUnit.SECONDS);
        return thread.get(5, TimeUnit.SECONDS);
    }

    private Thread connect(TransportRuntime runtime) throws Exception {
        return connect(runtime, new RecordingEnd());
    }

    @Test
    void thoseThatShareHaveTheSameThreadUntilTheLastOfThemIsClosed() throws Exception {
        TransportRuntime first = openShared();
        TransportRuntime second = openShared();
        Thread ofFirst = connect(first);
        Thread ofSecond = connect(second);

        first.close();

        assertThat(ofSecond).isSameAs(ofFirst);
        assertThat(connect(second)).isSameAs(ofSecond);
        second.close();
        assertThat(ofSecond.isAlive()).isFalse();
    }

    @Test
    void connectionsTakeTurnsWithAsManyThreadsAsThereMayBe() throws Exception {
        TransportOptions two = new TransportOptions(NAME, 2, 65_536, 32_768, 131_072, WaitMode.ADAPTIVE, true);
        try (TransportRuntime first = provider.open(two);
                TransportRuntime second = provider.open(two)) {
            Thread one = connect(first);
            Thread other = connect(second);

            assertThat(other).isNotSameAs(one);
            assertThat(connect(second)).isSameAs(one);
            assertThat(threads()).isEqualTo(2);
        }
    }

    @Test
    void closingOneEndsItsConnectionsAndNotThoseOfOthers() throws Exception {
        RecordingEnd ofKept = new RecordingEnd();
        RecordingEnd ofClosed = new RecordingEnd();
        try (TransportRuntime kept = openShared()) {
            TransportRuntime closed = openShared();
            connect(kept, ofKept);
            connect(closed, ofClosed);

            closed.close();

            assertThat(ofClosed.isClosed()).isTrue();
            assertThat(ofKept.isClosed()).isFalse();
        }
    }

    @Test
    void closingTwiceGivesTheThreadsBackOnce() throws Exception {
        try (TransportRuntime kept = openShared()) {
            TransportRuntime closed = openShared();
            Thread thread = connect(kept);

            closed.close();
            closed.close();

            assertThat(connect(kept)).isSameAs(thread);
        }
    }

    @Test
    void thoseThatWaitOtherwiseOrDoNotShareHaveThreadsOfTheirOwn() throws Exception {
        try (TransportRuntime adaptive = openShared();
                TransportRuntime parked = open(WaitMode.PARK, true);
                TransportRuntime alone = open(WaitMode.ADAPTIVE, false)) {
            Thread first = connect(adaptive);

            assertThat(connect(parked)).isNotSameAs(first);
            assertThat(connect(alone)).isNotSameAs(first);
        }
    }

    @Test
    void anAttemptThatIsUnderWayEndsWithItsRuntime() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TransportRuntime kept = openShared()) {
            for (int i = 0; i < 4; i++) { // more than the kernel keeps for one who does not accept them
                CompletableFuture<Void> unused = kept.connect(full.getLocalSocketAddress(), new RecordingEnd());
            }
            TransportRuntime closed = openShared();
            CompletableFuture<Void> attempt = closed.connect(full.getLocalSocketAddress(), new RecordingEnd());

            closed.close();

            assertThat(attempt).isCompletedExceptionally();
        }
    }
}
