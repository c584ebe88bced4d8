package dev.loopline.transport;

import java.nio.ByteBuffer;

/**
 * One unit that a transport carries, as something that can be written into a buffer.
 *
 * <p><b>Threading:</b> used within the connection's role, and only during {@link Transport#offer}: the engine uses one
 * object again for the next frame.
 */
public interface Frame {
    /** {@return how many bytes {@link #writeTo} writes, 16 or more} */
    int sizeBytes();

    /**
     * Writes the frame.
     *
     * @param target big-endian, with exactly {@link #sizeBytes} remaining; all of them are filled. May have an
     *     accessible array or be direct.
     */
    void writeTo(ByteBuffer target);
}
