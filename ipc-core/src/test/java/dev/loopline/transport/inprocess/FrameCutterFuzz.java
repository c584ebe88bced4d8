package dev.loopline.transport.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.loopline.testing.FrameModel;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The frames of the in-process transport, however their bytes are cut, and whatever their lengths say. */
class FrameCutterFuzz {
    @FuzzTest(maxDuration = "2s")
    void framesAreThoseOfTheModel(byte[] data) throws ProtocolException {
        if (data.length == 0) {
            return;
        }
        int pieceBytes = 1 + (data[0] & 0xFF);
        byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        FrameModel listener = new FrameModel();
        FrameCutter cutter = new FrameCutter(listener, FrameModel.MAX_FRAME_BYTES);

        for (int at = 0; at < bytes.length; at += pieceBytes) {
            cutter.accept(ByteBuffer.wrap(bytes, at, Math.min(pieceBytes, bytes.length - at))
                    .slice());
        }

        assertThat(listener.told()).isEqualTo(FrameModel.expected(bytes));
    }
}
