package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MessageQueueTest {
    private static final int MESSAGES = 200_000;

    private final MessageQueue queue = new MessageQueue();

    private static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private byte[] looked() {
        return Arrays.copyOfRange(queue.array(), queue.offset(), queue.offset() + queue.length());
    }

    private byte[] take() {
        assertThat(queue.peek()).as("message").isTrue();
        byte[] taken = looked();
        queue.advance();
        return taken;
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(queue.peek()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_019, 1_020, 1_021, 32_763, 32_764, 32_765, 300_000})
    void keepsMessagesOfEverySizeInOrder(int size) {
        for (int i = 0; i < 5; i++) {
            queue.put(ByteBuffer.wrap(bytes(size, i)));
        }

        for (int i = 0; i < 5; i++) {
            assertThat(take()).isEqualTo(bytes(size, i));
        }
        assertThat(queue.peek()).isFalse();
    }

    @Test
    void encodesInPlace() {
        EchoMessage message = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(bytes(777, 1)))
                .build();

        queue.put(message, message.getSerializedSize());

        assertThat(take()).isEqualTo(message.toByteArray());
    }

    @Test
    void aLargeMessageKeepsItsArrayAndItsPlace() {
        byte[] large = bytes(100_000, 1);
        queue.put(ByteBuffer.wrap(bytes(10, 2)));
        queue.putLarge(large, false);
        queue.put(ByteBuffer.wrap(bytes(20, 3)));

        assertThat(take()).isEqualTo(bytes(10, 2));
        assertThat(queue.peek()).isTrue();
        assertThat(queue.isLarge()).isTrue();
        assertThat(queue.array()).isSameAs(large);
        queue.advance();
        assertThat(take()).isEqualTo(bytes(20, 3));
    }

    @Test
    void whatIsLookedAtStaysTheFirst() {
        queue.put(ByteBuffer.wrap(bytes(10, 1)));
        queue.put(ByteBuffer.wrap(bytes(10, 2)));

        assertThat(queue.peek()).isTrue();
        assertThat(queue.peek()).isTrue();

        assertThat(looked()).isEqualTo(bytes(10, 1));
    }

    @Test
    void knowsTheLast() {
        queue.put(ByteBuffer.wrap(bytes(10, 1)));
        assertThat(queue.peek()).isTrue();
        assertThat(queue.isLast()).isTrue();
        queue.put(ByteBuffer.wrap(bytes(5_000, 2))); // in another chunk
        assertThat(queue.isLast()).isFalse();
        queue.advance();
        assertThat(queue.peek()).isTrue();
        assertThat(queue.isLast()).isTrue();
    }

    @Test
    void usesTheChunkThatWasEmptiedAgain() {
        byte[] message = bytes(20_000, 1);
        queue.put(ByteBuffer.wrap(message));
        byte[] first = lookedIn();
        queue.put(ByteBuffer.wrap(message)); // too much for what is left of it
        byte[] second = lookedIn();
        queue.put(ByteBuffer.wrap(message));
        byte[] third = lookedIn();
        queue.put(ByteBuffer.wrap(message));
        byte[] fourth = lookedIn();

        assertThat(first).isNotSameAs(second);
        assertThat(fourth).isIn(second, third); // those of full size
    }

    /** Takes the only message and says where it was. */
    private byte[] lookedIn() {
        assertThat(queue.peek()).isTrue();
        byte[] array = queue.array();
        queue.advance();
        return array;
    }

    @Test
    void oneThreadPutsWhileAnotherTakes() throws Exception {
        CompletableFuture<Void> putting = CompletableFuture.runAsync(() -> {
            Random random = new Random(5);
            for (int i = 0; i < MESSAGES; i++) {
                byte[] message = numbered(random, i);
                if (i % 1000 == 999) {
                    queue.putLarge(message, false);
                } else {
                    queue.put(ByteBuffer.wrap(message));
                }
            }
        });

        Random random = new Random(5);
        for (int i = 0; i < MESSAGES; i++) {
            while (!queue.peek()) {
                Thread.onSpinWait();
            }
            byte[] expected = numbered(random, i);
            if (!Arrays.equals(expected, looked())) {
                assertThat(looked()).as("message %s", i).isEqualTo(expected);
            }
            queue.advance();
        }

        putting.get(10, TimeUnit.SECONDS);
        assertThat(queue.peek()).isFalse();
    }

    private static byte[] numbered(Random random, int number) {
        int size = random.nextInt(100) == 0 ? 1 + random.nextInt(40_000) : 1 + random.nextInt(200);
        byte[] message = new byte[size];
        Arrays.fill(message, (byte) number);
        return message;
    }
}
