package dev.loopline.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy between two plain sockets, of which the test is both. */
@Timeout(30)
class FaultProxyTest {
    private static final byte[] TEXT = "0123456789".repeat(40).getBytes(StandardCharsets.US_ASCII);

    private final SocketPair pair = new SocketPair(7);
    private final FaultProxy proxy = pair.proxy();

    @AfterEach
    void nothingIsLeft() throws IOException {
        pair.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("loopline-")))
                .isEmpty());
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void passesBytesAndEndsOnBothWays() throws IOException {
        pair.connect();

        pair.client().getOutputStream().write(TEXT);
        pair.client().shutdownOutput();
        byte[] atServer = pair.server().getInputStream().readAllBytes();
        pair.server().getOutputStream().write(TEXT, 0, 100);
        pair.server().close();
        byte[] atClient = pair.client().getInputStream().readAllBytes();

        assertThat(atServer).isEqualTo(TEXT);
        assertThat(atClient).isEqualTo(Arrays.copyOf(TEXT, 100));
        await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
        assertThat(proxy.counts(Direction.TO_SERVER))
                .returns(400L, FaultCounts::received)
                .returns(400L, FaultCounts::delivered)
                .returns(0L, FaultCounts::changed);
        assertThat(proxy.counts(Direction.TO_CLIENT)).returns(100L, FaultCounts::delivered);
        assertThat(proxy.beginnings(Direction.TO_SERVER)).containsExactly(TEXT);
    }

    private byte[] sent(Consumer<FaultScript> script) throws IOException {
        proxy.toServer(script);
        pair.connect();
        pair.client().getOutputStream().write(TEXT);
        pair.client().shutdownOutput();
        return pair.server().getInputStream().readAllBytes();
    }

    @Test
    void corruptsABitOfAByte() throws IOException {
        byte[] expected = TEXT.clone();
        expected[208] ^= 1 << 7;
        expected[208] ^= 1;

        assertThat(sent(faults ->
                        faults.afterBytes(208).corrupt(7).afterBytes(208).corrupt(0)))
                .isEqualTo(expected);
        assertThat(proxy.counts(Direction.TO_SERVER).changed()).isEqualTo(1);
    }

    @Test
    void replacesAndDropsBytes() throws IOException {
        String arrived = new String(
                sent(faults -> faults.afterBytes(2)
                        .replace((byte) 'x', (byte) 'y')
                        .afterBytes(6)
                        .drop(390)),
                StandardCharsets.US_ASCII);

        assertThat(arrived).isEqualTo("01xy456789".substring(0, 6) + "6789");
        assertThat(proxy.counts(Direction.TO_SERVER))
                .returns(390L, FaultCounts::dropped)
                .returns(10L, FaultCounts::delivered)
                .returns(2L, FaultCounts::changed);
    }

    @Test
    void findsBytesOfFramesBehindTheHellos() throws IOException {
        proxy.toClient(faults -> faults.atFrame(1)
                .corrupt(0)
                .atFrame(2, 5)
                .replace((byte) 9)
                .atFrame(3, 99)
                .corrupt(1));
        ByteBuffer wire = ByteBuffer.allocate(160 + 3 * (4 + 16) + 24);
        wire.position(160)
                .putInt(16)
                .position(180)
                .putInt(16)
                .position(200)
                .putInt(16)
                .position(220)
                .putInt(20);
        byte[] expected = wire.array().clone();
        expected[160] ^= 1;
        expected[185] = 9;
        expected[220] ^= 2; // frame 3 has no byte 99
        pair.connect();

        for (byte each : wire.array()) {
            pair.server().getOutputStream().write(each);
        }
        pair.server().shutdownOutput();

        assertThat(pair.client().getInputStream().readAllBytes()).isEqualTo(expected);
    }

    @Test
    void cutsIntoPiecesAndCorruptsTheSameWayForTheSameSeed() throws IOException {
        byte[] first = sent(faults -> faults.pieces(1, 5).corruptOneIn(20));
        FaultCounts counts = proxy.counts(Direction.TO_SERVER);
        try (SocketPair again = new SocketPair(7);
                SocketPair other = new SocketPair(8)) {
            byte[] second = again.sendSlowly(TEXT, faults -> faults.pieces(1, 5).corruptOneIn(20));
            byte[] third = other.sendSlowly(TEXT, faults -> faults.pieces(1, 5).corruptOneIn(20));

            assertThat(second).isEqualTo(first);
            assertThat(third).isNotEqualTo(first).hasSameSizeAs(first);
        }
        assertThat(first).isNotEqualTo(TEXT).hasSameSizeAs(TEXT);
        assertThat(counts.writes()).isBetween(80L, 400L);
        assertThat(counts.changed()).isBetween(8L, 50L);
    }

    @Test
    void delaysWithoutChangingTheOrder() throws IOException {
        long start = System.nanoTime();

        byte[] arrived = sent(faults -> faults.delay(Duration.ofMillis(100), Duration.ofMillis(20)));

        assertThat(arrived).isEqualTo(TEXT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void throttles() throws IOException {
        long start = System.nanoTime();

        byte[] arrived = sent(faults -> faults.throttle(2_000));

        assertThat(arrived).isEqualTo(TEXT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
    }

    @Test
    void holdsBackUntilItIsHealedAndPassesBackPressureOn() throws Exception {
        proxy.toServer(FaultScript::pause);
        pair.connect();
        byte[] much = new byte[8 << 20];
        new Random(1).nextBytes(much);
        Thread sender = new Thread(() -> pair.send(much));
        sender.start();

        await().until(() -> proxy.counts(Direction.TO_SERVER).received() >= 256 * 1024);
        long held = proxy.counts(Direction.TO_SERVER).received();
        assertThat(held).isLessThan((Pump.QUEUED_CHUNKS + 3) * Pump.CHUNK_BYTES);
        assertThat(sender.isAlive()).isTrue();
        proxy.heal();

        assertThat(pair.server().getInputStream().readNBytes(much.length)).isEqualTo(much);
        sender.join();
    }

    @Test
    void holdsBackForATimeAtAPlace() throws IOException {
        long start = System.nanoTime();

        assertThat(sent(faults -> faults.afterBytes(399).pause(Duration.ofMillis(60))))
                .isEqualTo(TEXT);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
        assertThat(proxy.counts(Direction.TO_SERVER).pauses()).isEqualTo(1);
    }

    @Test
    void swallowsBytesAndTheEnd() throws IOException {
        proxy.toServer(faults -> faults.afterBytes(3).blackhole());
        pair.connect();
        pair.server().setSoTimeout(100);

        pair.client().getOutputStream().write(TEXT);
        pair.client().shutdownOutput();

        assertThat(pair.server().getInputStream().readNBytes(3)).isEqualTo(Arrays.copyOf(TEXT, 3));
        assertThatThrownBy(() -> pair.server().getInputStream().read()).hasMessageContaining("timed out");
        proxy.heal();
        assertThat(pair.server().getInputStream().read()).isEqualTo(-1);
        assertThat(proxy.counts(Direction.TO_SERVER).dropped()).isEqualTo(397);
    }

    @Test
    void endsOneDirectionAndLeavesTheOther() throws IOException {
        byte[] arrived = sent(faults -> faults.afterBytes(5).halfClose());
        pair.server().getOutputStream().write('x');

        assertThat(arrived).isEqualTo(Arrays.copyOf(TEXT, 5));
        assertThat(pair.client().getInputStream().read()).isEqualTo('x');
        assertThat(proxy.counts(Direction.TO_SERVER).halfCloses()).isEqualTo(1);
    }

    @Test
    void breaksTheConnectionForBothSides() throws IOException {
        proxy.toServer(faults -> faults.afterBytes(10).reset());
        pair.connect();

        pair.client().getOutputStream().write(TEXT);

        assertReset(pair.client());
        assertReset(pair.server());
        assertThat(proxy.counts(Direction.TO_SERVER).resets()).isEqualTo(1);
    }

    @Test
    void breaksAllConnectionsAtOnce() throws IOException {
        pair.connect();

        proxy.resetConnections();

        assertReset(pair.client());
        assertReset(pair.server());
    }

    @Test
    void passesABreakOn() throws IOException {
        pair.connect();
        pair.server().setSoLinger(true, 0);

        pair.server().close();

        assertReset(pair.client());
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void changesItsMindWhileConnectionsAreOpen() throws IOException {
        pair.connect();
        pair.client().getOutputStream().write('a');
        int before = pair.server().getInputStream().read();

        proxy.toServer(faults -> faults.afterBytes(0).corrupt(0)); // that place has passed: the next byte
        pair.client().getOutputStream().write('a');
        int meanwhile = pair.server().getInputStream().read();
        proxy.heal();
        pair.client().getOutputStream().write('a');

        assertThat(before).isEqualTo('a');
        assertThat(meanwhile).isEqualTo('`');
        assertThat(pair.server().getInputStream().read()).isEqualTo('a');
    }

    @Test
    void refusesWhatNoScriptCanMean() {
        assertThatThrownBy(() -> proxy.toServer(faults -> faults.pieces(3, 2)))
                .hasMessage("most bytes: 2 (expected: >= 3)");
        assertThatThrownBy(() -> proxy.toServer(faults -> faults.afterBytes(1).corrupt(8)))
                .hasMessage("bit: 8 (expected: 0..7)");
        assertThatThrownBy(() -> proxy.toServer(faults -> faults.delay(Duration.ofDays(1))))
                .hasMessage("delay: PT24H (expected: 0 to PT1H)");
    }
}
