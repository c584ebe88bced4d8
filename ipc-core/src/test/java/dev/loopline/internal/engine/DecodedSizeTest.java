package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DecodedSizeTest {
    private static final int MIB = 1024 * 1024;

    private static long sizeOf(Message message) {
        return DecodedSize.of(message, message.getSerializedSize());
    }

    @Test
    void bytesAreAsLargeAsOnTheWire() {
        assertThat(sizeOf(EchoMessage.newBuilder()
                        .setPayload(ByteString.copyFrom(new byte[MIB]))
                        .build()))
                .isBetween((long) MIB, MIB + 1_000L);
    }

    @Test
    void nestedTextIsAtMostTwiceAsLarge() {
        Value text = Value.newBuilder().setStringValue("x".repeat(MIB / 4)).build();
        ListValue list = ListValue.newBuilder()
                .addAllValues(Arrays.asList(text, text, text, text))
                .build();

        assertThat(sizeOf(list)).isBetween(2L * MIB, 2L * MIB + 10_000L);
    }

    @Test
    void manySmallMessagesAreTakenToHaveGrownAsMuchAsTheyCan() {
        ListValue.Builder bomb = ListValue.newBuilder();
        for (int i = 0; i < 100_000; i++) {
            bomb.addValues(Value.getDefaultInstance());
        }

        assertThat(sizeOf(bomb.build())).isBetween(31L * 200_000, 32L * 200_000);
    }

    @Test
    void whatIsUnknownIsTakenToHaveGrownToo() {
        UnknownFieldSet.Builder unknown = UnknownFieldSet.newBuilder();
        for (int i = 0; i < 10_000; i++) {
            unknown.addField(
                    100 + i, UnknownFieldSet.Field.newBuilder().addVarint(1).build());
        }
        EchoMessage message = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[1000]))
                .setUnknownFields(unknown.build())
                .build();

        assertThat(sizeOf(message)).isGreaterThan(31L * (message.getSerializedSize() - 1000));
    }

    @Test
    void mapsAreNotLookedAt() {
        Struct.Builder map = Struct.newBuilder();
        for (int i = 0; i < 1000; i++) {
            map.putFields("key " + i, Value.getDefaultInstance());
        }
        Struct message = map.build();

        assertThat(sizeOf(message)).isEqualTo(32L * message.getSerializedSize());
    }

    @Test
    void whatWasNotSentDoesNotCount() {
        assertThat(sizeOf(FieldOptions.getDefaultInstance())).isZero();
    }
}
