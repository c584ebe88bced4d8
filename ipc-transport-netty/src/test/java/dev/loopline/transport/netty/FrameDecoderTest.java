package dev.loopline.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.testing.RecordingEnd;
import dev.loopline.testing.TestFrame;
import dev.loopline.transport.TransportOptions;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private static final int MAX_FRAME_BYTES = 64;
    private static final List<TestFrame> FRAMES =
            List.of(new TestFrame(1, 16), new TestFrame(2, MAX_FRAME_BYTES), new TestFrame(3, 17));
    private static final ByteBuffer SESSION = session();

    private RecordingEnd end = new RecordingEnd();
    private EmbeddedChannel channel = open(end);

    private static EmbeddedChannel open(RecordingEnd end) {
        Connections connections = new Connections(new TransportOptions("test", 1, MAX_FRAME_BYTES, 1_000, 1_000));
        return new EmbeddedChannel(new ConnectionHandler(connections, end, null));
    }

    @AfterEach
    void nothingIsLeftBehind() {
        channel.finishAndReleaseAll();
        assertThat(end.events()).endsWith("closed").noneMatch(event -> event.startsWith("not in the role"));
        LeakPresenceDetector.check();
    }

    private void again() {
        nothingIsLeftBehind();
        end = new RecordingEnd();
        channel = open(end);
    }

    static IntStream everySplit() {
        return IntStream.rangeClosed(0, SESSION.remaining());
    }

    @ParameterizedTest(name = "split after {0} bytes")
    @MethodSource("everySplit")
    void decodesASessionHoweverItsBytesAreSplit(int split) {
        arrives(SESSION.slice(0, split));
        arrives(SESSION.slice(split, SESSION.remaining() - split));

        assertThatTheSessionArrived();
    }

    @Test
    void d02DecodesASessionThatComesInSingleBytes() {
        for (int i = 0; i < SESSION.remaining(); i++) {
            arrives(SESSION.slice(i, 1));
        }

        assertThatTheSessionArrived();
    }

    @Test
    void decodesASessionInRandomPieces() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            for (int at = 0; at < SESSION.remaining(); ) {
                int size = Math.min(SESSION.remaining() - at, random.nextInt(1, 60));
                arrives(SESSION.slice(at, size));
                at += size;
            }

            assertThatTheSessionArrived();
            again();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 15, MAX_FRAME_BYTES + 1, Integer.MAX_VALUE, 1L << 31, 0xFFFF_FFFFL})
    void d01ReportsABadLengthHoweverItsBytesAreSplitAndKeepsNoneOfTheRest(long length) {
        ByteBuffer wire = ByteBuffer.allocate(1_000).putInt((int) length).rewind();
        for (int split = 0; split <= 5; split++) {
            arrives(US_ASCII.encode(RecordingEnd.HELLO));

            arrives(wire.slice(0, split));
            arrives(wire.slice(split, wire.remaining() - split));
            arrives(new TestFrame(1, 16).onTheWire());

            assertThat(end.events()).containsExactly("connection", "open", RecordingEnd.HELLO, "bad length " + length);
            again();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"frame", RecordingEnd.HELLO})
    void passesOnNoFrameAfterTheListenerClosed(String when) {
        end.onEvent(event -> {
            if (event.equals(when)) {
                end.transport().abort();
            }
        });

        arrives(SESSION);
        channel.runPendingTasks();

        assertThat(end.frames()).hasSize(when.equals("frame") ? 1 : 0);
    }

    @Test
    void survivesAListenerThatAbortsInAFrameThatWasPutTogether() {
        end.onEvent(event -> {
            if (event.equals("frame")) {
                end.transport().abort();
            }
        });
        int split = RecordingEnd.HELLO.length() + 7;

        arrives(SESSION.slice(0, split));
        arrives(SESSION.slice(split, SESSION.remaining() - split));

        assertThat(end.frames()).containsExactly(FRAMES.get(0));
    }

    @Test
    void keepsAHelloOf512BytesAndNotOneMore() {
        end.expectingHelloOf(100_000);

        arrives(ByteBuffer.allocate(512));
        assertThat(end.isClosed()).isFalse();
        arrives(ByteBuffer.allocate(1));

        assertThat(end.closed()).isPresent();
    }

    @Test
    void refusesAConnectionToItself() {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        Connections connections = new Connections(new TransportOptions("test", 1, MAX_FRAME_BYTES, 1_000, 1_000));

        EmbeddedChannel itself =
                new EmbeddedChannel(new ConnectionHandler(connections, new RecordingEnd(), connected)) {
                    @Override
                    protected SocketAddress remoteAddress0() {
                        return localAddress0();
                    }
                };

        assertThat(itself.isOpen()).isFalse();
        assertThat(connected)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(ConnectException.class)
                .withMessageContaining("connected to itself, nobody listens there");
    }

    private void assertThatTheSessionArrived() {
        assertThat(end.frames()).isEqualTo(FRAMES);
        assertThat(end.events()).containsExactly("connection", "open", RecordingEnd.HELLO, "frame", "frame", "frame");
    }

    private void arrives(ByteBuffer bytes) {
        channel.writeInbound(channel.alloc().directBuffer().writeBytes(bytes.duplicate()));
    }

    private static ByteBuffer session() {
        ByteBuffer wire = ByteBuffer.allocate(1_000).put(US_ASCII.encode(RecordingEnd.HELLO));
        FRAMES.forEach(frame -> wire.put(frame.onTheWire()));
        return wire.flip().slice();
    }
}
