package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.StatusException;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.test.Direction;
import dev.loopline.test.FaultProxy;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody in between who changes a bit of the handshake. */
class TamperedHandshakeTest extends SystemFixture {
    private static final int TO_SERVER_BITS = Direction.TO_SERVER.helloBytes() * 8;
    private static final int TO_CLIENT_BITS = Direction.TO_CLIENT.helloBytes() * 8;

    // A prime, so that every bit of a byte has its turn.
    @Test
    void a07NoChangedBitOfTheHandshakeGoesUnnoticed() throws IOException {
        flipEveryBit(13);
    }

    @Test
    @Tag("slow")
    void a07NoneOfAllBitsOfTheHandshakeGoesUnnoticed() throws IOException {
        flipEveryBit(1);
    }

    private static void flipEveryBit(int step) throws IOException {
        try (Handshakes server = new Handshakes(ProtocolVersions.CURRENT);
                FaultProxy proxy = FaultProxy.to(server.endpoint())) {
            int flipped = 0;
            for (int bit = 0; bit < TO_SERVER_BITS + TO_CLIENT_BITS; bit += step) {
                int at = bit;
                if (bit < TO_SERVER_BITS) {
                    proxy.heal().toServer(faults -> faults.afterBytes(at / 8).corrupt(at % 8));
                } else {
                    int back = bit - TO_SERVER_BITS;
                    proxy.heal().toClient(faults -> faults.afterBytes(back / 8).corrupt(back % 8));
                }

                Duration until = untilBothHaveClosed(server, proxy, bit);

                assertThat(until).as("closed after bit " + bit).isLessThan(Duration.ofSeconds(1));
                flipped++;
            }
            int expected = flipped;
            await().untilAsserted(() -> assertThat(server.outcomes).hasSize(expected));
            assertThat(server.outcomes).doesNotContain(HandshakeOutcome.ACCEPTED, HandshakeOutcome.TIMED_OUT);
            assertThat(proxy.counts(Direction.TO_SERVER).changed()
                            + proxy.counts(Direction.TO_CLIENT).changed())
                    .isEqualTo(expected);
        }
    }

    /** A client whose proof was changed has nothing to see of that but the end of the connection. */
    private static Duration untilBothHaveClosed(Handshakes server, FaultProxy proxy, int bit) {
        try {
            Session session = server.connect(proxy.endpoint(), ProtocolVersions.CURRENT);
            assertThat(bit).as("a bit of M3").isBetween(RawClient.HELLO_BYTES * 8, TO_SERVER_BITS - 1);
            long start = System.nanoTime();
            await().until(() -> session.closed().isDone());
            return ended(server, proxy, start);
        } catch (StatusException e) {
            return ended(server, proxy, System.nanoTime());
        }
    }

    private static Duration ended(Handshakes server, FaultProxy proxy, long start) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> proxy.connections() == 0);
        assertThat(server.sessions()).isEmpty();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
