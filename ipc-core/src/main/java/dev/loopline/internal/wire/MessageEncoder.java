package dev.loopline.internal.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes protobuf messages into direct buffers, through an array that is kept: protobuf's own encoder for direct buffers
 * allocates more than it saves, and this one allocates nothing.
 *
 * <p>Used in the connection's role only.
 */
final class MessageEncoder {
    private static final int ARRAY_BYTES = 1024;

    private final Target target = new Target();
    private @Nullable CodedOutputStream out; // null until needed, and after a message that did not fit

    /**
     * Encodes a message.
     *
     * @param message of unchanging size
     * @param to has room for it; its position moves behind it
     * @throws IOException if the message cannot be written
     * @throws java.nio.BufferOverflowException if it is larger than the room
     */
    void encode(MessageLite message, ByteBuffer to) throws IOException {
        CodedOutputStream kept = out == null ? CodedOutputStream.newInstance(target, ARRAY_BYTES) : out;
        out = null; // what a failure leaves in it must not come before the next message
        target.buffer = to;
        try {
            message.writeTo(kept);
            kept.flush();
            out = kept;
        } finally {
            target.buffer = Target.NONE;
        }
    }

    private static final class Target extends OutputStream {
        static final ByteBuffer NONE = ByteBuffer.allocate(0);

        private ByteBuffer buffer = NONE;

        @Override
        public void write(int value) {
            buffer.put((byte) value);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            buffer.put(bytes, offset, count);
        }
    }
}
