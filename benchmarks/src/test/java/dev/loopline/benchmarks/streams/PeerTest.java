package dev.loopline.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.benchmarks.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each cell shortly, in this process. That what arrives is what was sent is checked by the clients themselves. */
class PeerTest {
    private static final int ENOUGH = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @FieldSource("dev.loopline.benchmarks.streams.StreamCell#ALL")
    void messagesGoOnArrivingUntilTheStreamIsClosed(StreamCell cell, @TempDir Path directory) throws Exception {
        Count arrived = new Count();

        try (StreamServer server = cell.peer().serve(directory);
                StreamClient client = cell.peer().connect(directory, server.port())) {
            Running running = begin(client, cell, arrived);
            try (running) {
                awaitEnough(arrived);
            }
        }

        assertThat(arrived.get()).isGreaterThanOrEqualTo(ENOUGH);
    }

    private static Running begin(StreamClient client, StreamCell cell, Count arrived) {
        return cell.kind().equals("echo") ? client.echo(cell.size(), arrived) : client.stream(cell.size(), arrived);
    }

    private static void awaitEnough(Count arrived) {
        long begin = System.nanoTime();
        while (arrived.get() < ENOUGH && System.nanoTime() - begin < PATIENCE.toNanos()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
