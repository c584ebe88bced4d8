package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.internal.engine.Session;
import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.handshake.ProtocolVersions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Good clients among thousands that connect and say nothing. */
class FloodTest extends SystemFixture {
    private static final int CONNECTS_PER_SECOND = 2_000;
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @Test
    void a12GoodClientsGetThroughAFlood() throws IOException {
        flood(Duration.ofMillis(1_500), 0.5, Duration.ofSeconds(5));
    }

    @Test
    @Tag("slow")
    void a12GoodClientsGetThroughAFloodOfTenSecondsInTime() throws IOException {
        flood(Duration.ofSeconds(10), 0.9, Duration.ofSeconds(1));
    }

    /** One good client after the other, the next one 100 ms after the start of the last; each connects and calls. */
    private static void flood(Duration time, double share, Duration p99) throws IOException {
        List<Duration> took = new ArrayList<>();
        int mostOpening = 0;
        try (Handshakes server = new Handshakes(ProtocolVersions.CURRENT, List.of(Echoes.echo()));
                Flood flood = new Flood(server.endpoint().addresses().get(0), CONNECTS_PER_SECOND)) {
            long start = System.nanoTime();
            for (long next = start; next - start < time.toNanos(); next += EVERY_NANOS) {
                while (System.nanoTime() < next) {
                    mostOpening = Math.max(mostOpening, server.openingCount());
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
                took.add(connectAndCall(server));
            }
            int expected = (int) (CONNECTS_PER_SECOND * share * time.toMillis() / 1_000);

            assertThat(flood.connects()).as("silent connects").isGreaterThanOrEqualTo(expected);
            assertThat(mostOpening).as("connections in the handshake").isLessThanOrEqualTo(64);
            assertThat(server.outcomes).contains(HandshakeOutcome.EVICTED);
            assertThat(Collections.frequency(server.outcomes, HandshakeOutcome.ACCEPTED))
                    .as("good clients that were let in")
                    .isEqualTo(took.size());
        }
        assertThat(took).hasSize((int) (time.toNanos() / EVERY_NANOS));
        assertThat(percentile99(took)).isLessThanOrEqualTo(p99);
    }

    private static Duration connectAndCall(Handshakes server) {
        long start = System.nanoTime();
        Session session = server.connect(server.endpoint(), ProtocolVersions.CURRENT);
        assertThat(Echoes.call(session.connection(), "good")).isEqualTo("good");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        session.shutDown();
        return took;
    }

    private static Duration percentile99(List<Duration> durations) {
        return durations.stream()
                .sorted()
                .skip((long) Math.ceil(durations.size() * 0.99) - 1)
                .findFirst()
                .orElseThrow();
    }
}
