package dev.loopline.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.loopline.testing.FrameModel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.ProtocolException;
import java.util.Arrays;

/** The frames of the TCP transport, however their bytes are cut, and whatever their lengths say. */
class FrameDecoderFuzz {
    private static final UnpooledByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true);

    @FuzzTest(maxDuration = "2s")
    void framesAreThoseOfTheModel(byte[] data) throws ProtocolException {
        if (data.length == 0) {
            return;
        }
        int pieceBytes = 1 + (data[0] & 0xFF);
        byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        FrameModel listener = new FrameModel();
        FrameDecoder decoder = new FrameDecoder(listener, ALLOCATOR, FrameModel.MAX_FRAME_BYTES);

        for (int at = 0; at < bytes.length; at += pieceBytes) {
            ByteBuf piece = Unpooled.wrappedBuffer(bytes, at, Math.min(pieceBytes, bytes.length - at));
            decoder.read(piece);
            piece.release();
        }
        decoder.stop();

        assertThat(listener.told()).isEqualTo(FrameModel.expected(bytes));
        assertThat(ALLOCATOR.metric().usedDirectMemory()).as("bytes kept").isZero();
    }
}
