package dev.loopline.testing;

import dev.loopline.transport.TransportListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener of a transport must be told of some bytes, worked out the simple way, and a listener that writes down
 * what it is told. A hello of {@value #HELLO_BYTES} bytes comes first.
 */
public final class FrameModel implements TransportListener {
    public static final int HELLO_BYTES = 3;
    public static final int MAX_FRAME_BYTES = 200;

    private static final int MIN_FRAME_BYTES = 16;

    private final List<String> told = new ArrayList<>();

    /** {@return what a listener must be told, frames and a bad length in words} */
    public static List<String> expected(byte[] bytes) {
        List<String> expected = new ArrayList<>();
        if (bytes.length < HELLO_BYTES) {
            return expected;
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes).position(HELLO_BYTES);
        while (rest.remaining() >= Integer.BYTES) {
            long length = Integer.toUnsignedLong(rest.getInt());
            if (length < MIN_FRAME_BYTES || length > MAX_FRAME_BYTES) {
                expected.add("bad length " + length);
                return expected;
            }
            if (rest.remaining() < length) {
                return expected;
            }
            expected.add("frame " + rest.slice(rest.position(), (int) length).hashCode());
            rest.position(rest.position() + (int) length);
        }
        return expected;
    }

    /** {@return what this one was told} */
    public List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public void onOpen() {}

    @Override
    public boolean onHello(ByteBuffer bytes) {
        if (bytes.remaining() < HELLO_BYTES) {
            return false; // and leaves them
        }
        bytes.position(bytes.position() + HELLO_BYTES);
        return true;
    }

    @Override
    public void onFrame(ByteBuffer frame) {
        told.add("frame " + frame.hashCode());
    }

    @Override
    public void onBadFrameLength(long length) {
        told.add("bad length " + length);
    }

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(@Nullable Throwable cause) {}
}
