package dev.loopline.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboundFrameTest {
    private final OutboundFrame frame = new OutboundFrame();

    @ParameterizedTest
    @CsvSource({
        "0,false", "1,false", "127,false", "8000,false", "8191,false", "8192,false", "60000,false",
        "0,true", "1,true", "127,true", "8000,true", "8191,true", "8192,true", "60000,true"
    })
    void writesHeaderHeadersAndMessageIntoAnyBuffer(int bytes, boolean direct) throws Exception {
        byte[] payload = new byte[bytes];
        new Random(bytes).nextBytes(payload);
        EchoMessage message = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(payload))
                .build();
        byte[] headers = {1, 2, 3};

        frame.start(FrameType.CALL, FrameHeader.FLAG_END, 65_535, -1, Long.MAX_VALUE)
                .headers(headers)
                .message(message);
        ByteBuffer target = written(direct);

        assertThat(FrameHeader.type(target)).isEqualTo(FrameType.CALL.code());
        assertThat(FrameHeader.flags(target)).isEqualTo(FrameHeader.FLAG_END | FrameHeader.FLAG_HEADERS);
        assertThat(FrameHeader.method(target)).isEqualTo(65_535);
        assertThat(FrameHeader.value(target)).isEqualTo(0xFFFF_FFFFL);
        assertThat(FrameHeader.streamId(target)).isEqualTo(Long.MAX_VALUE);
        target.position(FrameHeader.BYTES);
        assertThat(target.getShort()).isEqualTo((short) 3);
        byte[] seen = new byte[3];
        target.get(seen);
        assertThat(seen).isEqualTo(headers);
        assertThat(new MessageReader().parse(EchoMessage.parser(), target)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void saysHowLargeTheMessageIsThatItBegins(boolean direct) {
        frame.start(FrameType.MESSAGE, 0, 0, 0, 7).beginsMessageOf(70_000).bytes(new byte[] {9, 8, 7, 6}, 1, 2);

        ByteBuffer target = written(direct);

        assertThat(FrameHeader.flags(target)).isEqualTo(FrameHeader.FLAG_MORE);
        assertThat(target.getInt(FrameHeader.BYTES)).isEqualTo(70_000);
        assertThat(target.getShort(FrameHeader.BYTES + 4)).isEqualTo((short) 0x0807);
        assertThat(target.limit()).isEqualTo(FrameHeader.BYTES + 6);
    }

    private ByteBuffer written(boolean direct) {
        int size = frame.sizeBytes();
        ByteBuffer target = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        frame.writeTo(target);
        assertThat(target.hasRemaining())
                .as("all of the announced size is written")
                .isFalse();
        return target.flip();
    }
}
