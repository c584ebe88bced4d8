package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.transport.Acceptor;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.TransportRuntime;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Two runtimes of one transport, and the check that nothing of them is left after a test. */
public abstract class TransportFixture {
    static final int MAX_FRAME_BYTES = 64 * 1024;
    static final int LOW_WATER_BYTES = 32 * 1024;
    static final int HIGH_WATER_BYTES = 128 * 1024;
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String THREADS = "contract";

    private final List<RecordingEnd> ends = new ArrayList<>();
    private TransportRuntime server = null;
    private TransportRuntime client = null;

    /** For subclasses. */
    protected TransportFixture() {}

    /** {@return the provider under test} */
    protected abstract TransportProvider provider();

    /** {@return an address to bind, which no other test has} */
    protected abstract SocketAddress addressToBind();

    /** {@return an address at which nobody listens} */
    protected abstract SocketAddress addressOfNobody() throws IOException;

    /** {@return addresses that must be refused in code} */
    protected abstract List<SocketAddress> addressesToRefuse();

    /** Fails if the transport has not given back what it took. */
    protected void checkLeaks() {}

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    @BeforeEach
    void openRuntimes() {
        server = open("server", MAX_FRAME_BYTES);
        client = open("client", MAX_FRAME_BYTES);
    }

    @AfterEach
    void nothingIsLeft() {
        client.close();
        server.close();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isEmpty());
        for (RecordingEnd end : ends) {
            assertThat(end.events()).noneMatch(event -> event.startsWith("not in the role"));
            if (end.events().contains("open")) {
                assertThat(end.events()).endsWith("closed").containsOnlyOnce("closed");
            }
        }
        checkLeaks();
    }

    TransportRuntime server() {
        return server;
    }

    TransportRuntime client() {
        return client;
    }

    TransportRuntime open(String name, int maxFrameBytes) {
        return provider()
                .open(new TransportOptions(THREADS + "-" + name, 2, maxFrameBytes, LOW_WATER_BYTES, HIGH_WATER_BYTES));
    }

    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(THREADS))
                .toList();
    }

    Binding bind(Acceptor acceptor) {
        try {
            return server.bind(addressToBind(), acceptor);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    RecordingEnd end() {
        RecordingEnd end = new RecordingEnd();
        ends.add(end);
        return end;
    }

    void connect(SocketAddress address, Acceptor acceptor) {
        client.connect(address, acceptor).orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Connects two ends and waits until both are past the handshake. */
    Pair connected() {
        return connected(end(), end());
    }

    Pair connected(RecordingEnd near, RecordingEnd far) {
        try (Binding binding = bind(far)) {
            connect(binding.address(), near);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(near.events()).contains(RecordingEnd.HELLO);
                assertThat(far.events()).contains(RecordingEnd.HELLO);
            });
        }
        return new Pair(near, far);
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Both ends of a connection. */
    record Pair(RecordingEnd near, RecordingEnd far) {}
}
