package dev.loopline.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.wire.v1.CallHeaders;
import dev.loopline.proto.wire.v1.MetadataEntry;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedMessageTest {
    private final Random random = new Random(7);

    private static byte[] copy(EncodedMessage encoded, int pieceBytes) {
        ByteBuffer target = ByteBuffer.allocate(encoded.sizeBytes());
        for (int at = 0; at < encoded.sizeBytes(); at += pieceBytes) {
            encoded.copy(at, Math.min(pieceBytes, encoded.sizeBytes() - at), target);
        }
        return target.array();
    }

    private ByteString bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private static void assertEncodesLikeProtobuf(MessageLite message) {
        EncodedMessage encoded = EncodedMessage.of(message);

        assertThat(encoded.sizeBytes()).isEqualTo(message.getSerializedSize());
        for (int pieceBytes : new int[] {encoded.sizeBytes(), 1, 1000, 4096, 65_536}) {
            assertThat(copy(encoded, Math.max(1, pieceBytes))).isEqualTo(message.toByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_093, 4_094, 4_096, 4_097, 8_192, 65_536, 300_000})
    void isTheMessageHoweverLongItsBytesAre(int size) {
        assertEncodesLikeProtobuf(
                EchoMessage.newBuilder().setPayload(bytes(size)).build());
    }

    @Test
    void isTheMessageWhereBytesAreInSeveralPlaces() {
        ByteString rope = bytes(70_000).concat(bytes(10)).concat(bytes(70_000));
        ByteString direct = UnsafeByteOperations.unsafeWrap(
                ByteBuffer.allocateDirect(50_000).putInt(0, 17));

        assertEncodesLikeProtobuf(
                EchoMessage.newBuilder().setPayload(rope.concat(direct)).build());
    }

    @Test
    void isTheMessageWithManySmallFields() {
        CallHeaders.Builder many = CallHeaders.newBuilder();
        for (int i = 0; i < 5_000; i++) {
            many.addMetadata(MetadataEntry.newBuilder().setKey("key" + i).setValue("x".repeat(random.nextInt(100))));
        }
        many.addMetadata(MetadataEntry.newBuilder().setKey("long").setValue("y".repeat(100_000)));

        assertEncodesLikeProtobuf(many.build());
    }
}
