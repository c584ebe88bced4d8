package dev.loopline.internal.engine;

import java.nio.ByteBuffer;

/** Reads what precedes the payload in a frame that begins a large message. */
final class LargeMessages {
    private LargeMessages() {}

    /**
     * Reads the size of the whole message.
     *
     * @param offset where it stands, from the frame's position
     * @return unsigned 32-bit number
     * @throws ProtocolException if the frame is too short to hold it and some payload
     */
    static int totalBytes(ByteBuffer frame, int offset) {
        if (frame.remaining() <= offset + Integer.BYTES) {
            throw new ProtocolException("frame that begins a message: " + frame.remaining()
                    + " bytes (expected: more than " + (offset + Integer.BYTES) + ")");
        }
        return frame.getInt(frame.position() + offset);
    }
}
