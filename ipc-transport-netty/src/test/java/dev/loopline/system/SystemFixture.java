package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcClientBuilder;
import dev.loopline.IpcServer;
import dev.loopline.IpcServerBuilder;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.metrics.IpcMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.LeakPresenceDetector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers and clients by the public API, in a directory of the test's own. Nothing of them may be left after a test. */
@Timeout(60)
abstract class SystemFixture {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path temporary;

    final MeterRegistry meters = new SimpleMeterRegistry();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
        Awaitility.setDefaultTimeout(PATIENCE);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
        LeakPresenceDetector.check();
    }

    /** {@return the names of the threads that the library has in this JVM} */
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("loopline-"))
                .toList();
    }

    /** Closes something at the end of the test, before what was opened earlier. */
    <T extends AutoCloseable> T later(T resource) {
        opened.push(resource);
        return resource;
    }

    EndpointDirectory directory() {
        return EndpointDirectory.at(temporary.resolve("run"));
    }

    IpcServerBuilder server(String name) {
        return IpcServer.named(name).directory(directory()).metrics(IpcMetrics.in(meters));
    }

    IpcServer echoServer(String name) {
        return later(server(name).service(Echoes.echo()).start());
    }

    IpcClientBuilder client(String name) {
        return IpcClient.named(name).directory(directory());
    }

    /** {@return how many handshakes ended like this on the servers of this test} */
    double handshakes(String outcome) {
        Counter counter = meters.find("loopline.server.handshakes")
                .tag("outcome", outcome)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    double handshakes() {
        return meters.find("loopline.server.handshakes").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    void awaitHandshakes(String outcome, double count) {
        await().untilAsserted(() ->
                assertThat(handshakes(outcome)).as("handshakes: " + outcome).isEqualTo(count));
    }

    void awaitHandshakes(double count) {
        await().untilAsserted(() -> assertThat(handshakes()).as("handshakes").isEqualTo(count));
    }

    static StatusException failureOf(ThrowingCallable code) {
        StatusException failure = Assertions.catchThrowableOfType(StatusException.class, code);
        assertThat(failure).as("failure").isNotNull();
        return failure;
    }

    /** Fails to connect, leaving nothing open if it succeeds. */
    static StatusException failureToConnect(IpcClientBuilder client) {
        return failureOf(() -> {
            try (IpcClient connected = client.connect()) {
                throw new AssertionError("connected: " + connected);
            }
        });
    }

    static Duration median(List<Duration> durations) {
        return durations.stream()
                .sorted()
                .skip(durations.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
