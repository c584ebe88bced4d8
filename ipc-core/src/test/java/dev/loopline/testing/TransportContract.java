package dev.loopline.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.transport.Binding;
import dev.loopline.transport.Frame;
import dev.loopline.transport.OfferResult;
import dev.loopline.transport.Transport;
import dev.loopline.transport.TransportRuntime;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every transport must do: here for what it carries, and by inheritance for its life cycle. */
public abstract class TransportContract extends TransportLifecycleContract {
    /** For subclasses. */
    protected TransportContract() {}

    @Test
    void saysHelloBothWaysAfterBothAreOpen() {
        Pair pair = connected();

        assertThat(pair.near().events()).containsExactly("connection", "open", RecordingEnd.HELLO);
        assertThat(pair.far().events()).containsExactly("connection", "open", RecordingEnd.HELLO);
    }

    @Test
    void knowsTheAddressesOfBothEnds() {
        Pair pair = connected();

        Transport near = pair.near().transport();
        Transport far = pair.far().transport();
        assertThat(near.localAddress()).isEqualTo(far.remoteAddress());
        assertThat(near.remoteAddress()).isEqualTo(far.localAddress());
        assertThat(near.localAddress()).isNotEqualTo(near.remoteAddress());
        assertThat(provider().supports(near.remoteAddress())).isTrue();
    }

    @Test
    void passesHelloBytesOnAsTheyComeAndFramesBehindThem() {
        RecordingEnd near = end().withoutGreeting();
        RecordingEnd far = end();
        ByteBuffer hello = US_ASCII.encode(RecordingEnd.HELLO);
        try (Binding binding = bind(far)) {
            connect(binding.address(), near);

            near.sendRaw(hello.slice(0, 3));
            near.sendRaw(hello.slice(3, 4));
            near.inRole(it -> {
                it.sendHello(hello.slice(7, hello.remaining() - 7));
                return List.of(it.offer(new TestFrame(1, 16)), it.offer(new TestFrame(2, 5_000)));
            });

            await().atMost(PATIENCE).until(() -> far.frames().size() == 2);
        }
        assertThat(far.events()).containsExactly("connection", "open", RecordingEnd.HELLO, "frame", "frame");
        assertThat(far.frames()).containsExactly(new TestFrame(1, 16), new TestFrame(2, 5_000));
    }

    @Test
    void takesFramesThatCameTogetherWithTheHello() {
        RecordingEnd near = end().withoutGreeting();
        RecordingEnd far = end();
        TestFrame frame = new TestFrame(1, 100);
        ByteBuffer wire = ByteBuffer.allocate(1_000)
                .put(US_ASCII.encode(RecordingEnd.HELLO))
                .put(frame.onTheWire())
                .put(frame.onTheWire().limit(50))
                .flip();
        try (Binding binding = bind(far)) {
            connect(binding.address(), near);

            near.sendRaw(wire);
            near.sendRaw(frame.onTheWire().position(50));

            await().atMost(PATIENCE).until(() -> far.frames().size() == 2);
        }
        assertThat(far.frames()).containsExactly(frame, frame);
    }

    @Test
    void breaksOffWhenTheHelloNeverEnds() {
        RecordingEnd far = end().expectingHelloOf(10_000);
        RecordingEnd near = end().withoutGreeting();
        try (Binding binding = bind(far)) {
            connect(binding.address(), near);

            near.sendRaw(ByteBuffer.allocate(513));

            assertThat(far.closed())
                    .get()
                    .hasToString("java.net.ProtocolException: hello bytes not consumed: 513" + " (expected: <= 512)");
            near.closed();
        }
    }

    @Test
    void carriesFramesOfEverySizeAtABoundary() {
        Pair pair = connected();
        int[] sizes = {
            16,
            17,
            255,
            256,
            4_091,
            4_092,
            4_093,
            4_095,
            4_096,
            4_097,
            8_192,
            16_379,
            16_380,
            16_381,
            16_384,
            32_768,
            MAX_FRAME_BYTES - 1,
            MAX_FRAME_BYTES
        };
        List<TestFrame> frames = IntStream.range(0, sizes.length)
                .mapToObj(i -> new TestFrame(i, sizes[i]))
                .toList();

        for (TestFrame frame : frames) {
            await().atMost(PATIENCE).until(() -> pair.near().offer(frame) == OfferResult.ACCEPTED);
            await().atMost(PATIENCE).until(() -> pair.far().offer(frame) == OfferResult.ACCEPTED);
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pair.far().frames()).isEqualTo(frames));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pair.near().frames()).isEqualTo(frames));
    }

    @Test
    void keepsTheOrderOfManyFramesInOneTaskAndOverManyTasks() {
        Pair pair = connected();

        for (int i = 0; i < 100; i++) {
            int first = i * 20;
            pair.near().inRole(it -> {
                for (int n = first; n < first + 20; n++) {
                    it.offer(new TestFrame(n, 16 + n % 40));
                }
                return it;
            });
        }

        await().atMost(PATIENCE).until(() -> pair.far().frames().size() == 2_000);
        assertThat(pair.far().frames())
                .extracting(TestFrame::number)
                .isEqualTo(IntStream.range(0, 2_000).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, MAX_FRAME_BYTES + 1})
    void refusesToSendAFrameOutOfBounds(int sizeBytes) {
        Pair pair = connected();

        assertThatThrownBy(() -> pair.near().offer(new TestFrame(1, sizeBytes)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("frame of " + sizeBytes + " bytes (expected: 16..65536)");
        assertThat(pair.near().offer(new TestFrame(2, 16))).isEqualTo(OfferResult.ACCEPTED);
        await().atMost(PATIENCE).until(() -> pair.far().frames().size() == 1);
    }

    @Test
    void takesBackAFrameThatFailsToWriteItself() {
        Pair pair = connected();

        assertThatThrownBy(() -> pair.near().inRole(it -> it.offer(new HalfFrame(100))))
                .hasMessageContaining("frame wrote 50 bytes (expected: its size, 100)");
        assertThatThrownBy(() -> pair.near().inRole(it -> it.offer(new HalfFrame(20_000))))
                .hasMessageContaining("frame wrote 10000 bytes (expected: its size, 20000)");

        pair.near().offer(new TestFrame(2, 16));
        await().atMost(PATIENCE).until(() -> pair.far().frames().equals(List.of(new TestFrame(2, 16))));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 15, MAX_FRAME_BYTES + 1, (1L << 31) - 1, 1L << 31, (1L << 32) - 1})
    void d01ReportsALengthOutOfBoundsAndReadsNothingMore(long length) {
        RecordingEnd far = end();
        far.onEvent(event -> {
            if (event.startsWith("bad")) {
                far.transport().close();
            }
        });
        Pair pair = connected(end(), far);
        TestFrame frame = new TestFrame(1, 16);

        pair.near()
                .sendRaw(ByteBuffer.allocate(100)
                        .put(frame.onTheWire())
                        .putInt((int) length)
                        .put(frame.onTheWire())
                        .put(frame.onTheWire())
                        .flip());

        assertThat(far.closed()).isEmpty();
        assertThat(far.events())
                .containsExactly("connection", "open", RecordingEnd.HELLO, "frame", "bad length " + length, "closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, MAX_FRAME_BYTES})
    void d01TakesALengthAtTheBound(int length) {
        Pair pair = connected();

        pair.near().sendRaw(new TestFrame(1, length).onTheWire());

        await().atMost(PATIENCE).until(() -> pair.far().frames().equals(List.of(new TestFrame(1, length))));
    }

    @Test
    void reportsAFrameOfAPeerThatAllowsLargerOnes() throws Exception {
        RecordingEnd near = end();
        RecordingEnd far = end();
        try (Binding binding = bind(far);
                TransportRuntime generous = open("generous", 2 * MAX_FRAME_BYTES)) {
            generous.connect(binding.address(), near).get(10, TimeUnit.SECONDS);
            near.offer(new TestFrame(1, MAX_FRAME_BYTES + 1));

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(far.events()).endsWith("bad length " + (MAX_FRAME_BYTES + 1)));
        }
    }

    @Test
    void pushesBackWhileThePeerTakesNothingAndTellsWhenItMayGoOn() throws Exception {
        CountDownLatch stalled = new CountDownLatch(1);
        RecordingEnd far = end().onEvent(event -> {
            if (event.equals("frame")) {
                awaitQuietly(stalled);
            }
        });
        RecordingEnd near = end();
        Pair pair = connected(near, far);
        List<Integer> pendingWhenWritable = Collections.synchronizedList(new ArrayList<>());
        near.onEvent(event -> {
            if (event.equals("writable")) {
                pendingWhenWritable.add(near.transport().pendingBytes());
            }
        });

        int accepted = offerUntilRefused(near);
        int pending = near.inRole(Transport::pendingBytes);
        OfferResult again = near.offer(new TestFrame(accepted, 10_000));
        stalled.countDown();

        assertThat(pending).isBetween(HIGH_WATER_BYTES, HIGH_WATER_BYTES + 20_000);
        assertThat(again).isEqualTo(OfferResult.BACK_PRESSURED);
        await().atMost(PATIENCE).until(() -> pair.far().frames().size() == accepted);
        await().atMost(PATIENCE).until(() -> pendingWhenWritable.size() == 1);
        assertThat(pendingWhenWritable.get(0)).isLessThan(LOW_WATER_BYTES);
        await().atMost(PATIENCE).until(() -> near.inRole(Transport::pendingBytes) == 0);
        assertThat(pendingWhenWritable).hasSize(1);
        assertThat(far.frames())
                .extracting(TestFrame::number)
                .isEqualTo(IntStream.range(0, accepted).boxed().toList());
    }

    @Test
    void movesMuchMoreThanFitsWhenItIsOfferedAgainOnWritable() {
        RecordingEnd near = end();
        Pair pair = connected(near, end());
        int[] next = {0};
        Runnable offers = () -> {
            while (next[0] < 2_000 && near.transport().offer(new TestFrame(next[0], 10_000)) == OfferResult.ACCEPTED) {
                next[0]++;
            }
        };
        near.onEvent(event -> {
            if (event.equals("writable")) {
                offers.run();
            }
        });

        near.transport().execute(offers);

        await().atMost(PATIENCE).until(() -> pair.far().frames().size() == 2_000);
        assertThat(pair.far().frames())
                .extracting(TestFrame::number)
                .isEqualTo(IntStream.range(0, 2_000).boxed().toList());
    }

    @Test
    void keepsTheOrderOfOneConnectionWhileACallbackOfAnotherBlocks() {
        CountDownLatch stalled = new CountDownLatch(1);
        RecordingEnd blocked = end().onEvent(event -> {
            if (event.equals("frame")) {
                awaitQuietly(stalled);
            }
        });
        Pair first = connected(end(), blocked);
        Pair second = connected();

        first.near().offer(new TestFrame(0, 16));
        for (int i = 0; i < 50; i++) {
            second.near().offer(new TestFrame(i, 100));
        }
        stalled.countDown();

        await().atMost(PATIENCE).until(() -> second.far().frames().size() == 50);
        assertThat(second.far().frames())
                .extracting(TestFrame::number)
                .isEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void refusesToBindWhatIsBoundUntilItIsFree() throws Exception {
        Binding first = bind(end());

        assertThatThrownBy(() -> server().bind(first.address(), end())).isInstanceOf(BindException.class);
        assertThatThrownBy(() -> client().bind(first.address(), end())).isInstanceOf(BindException.class);
        first.close();
        first.close();
        try (Binding second = client().bind(first.address(), end())) {
            assertThat(second.address()).isEqualTo(first.address());
        }
    }

    @Test
    void goesOnWithAcceptedConnectionsAfterTheBindingIsClosed() {
        RecordingEnd far = end();
        RecordingEnd near = end();
        Binding binding = bind(far);
        connect(binding.address(), near);
        far.transport(); // accepted

        binding.close();

        near.offer(new TestFrame(1, 16));
        await().atMost(PATIENCE).until(() -> far.frames().size() == 1);
        assertThatThrownBy(() -> connect(binding.address(), end())).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void failsToConnectToNobody() throws Exception {
        SocketAddress nobody = addressOfNobody();

        CompletableFuture<Void> attempt = client().connect(nobody, end());

        assertThat(attempt)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(java.net.ConnectException.class);
    }

    @Test
    void refusesAddressesThatAreNotItsOwnBeforeItDoesAnything() {
        for (SocketAddress address : addressesToRefuse()) {
            assertThatThrownBy(() -> server().bind(address, end()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("address: " + address + " (expected: ");
            assertThatThrownBy(() -> client().connect(address, end()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("address: " + address + " (expected: ");
        }
    }

    /** Writes half of what it announces. */
    private record HalfFrame(int sizeBytes) implements Frame {
        @Override
        public void writeTo(ByteBuffer target) {
            target.put(new byte[sizeBytes / 2]);
        }
    }

    private static int offerUntilRefused(RecordingEnd end) {
        for (int i = 0; i < 10_000; i++) {
            if (end.offer(new TestFrame(i, 10_000)) == OfferResult.BACK_PRESSURED) {
                return i;
            }
        }
        throw new AssertionError("100 MB were accepted though the peer takes nothing");
    }
}
