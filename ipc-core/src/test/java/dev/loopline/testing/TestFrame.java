package dev.loopline.testing;

import dev.loopline.transport.Frame;
import java.nio.ByteBuffer;

/**
 * A frame of a given size with a number in it and bytes that follow from the number.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param number tells frames apart
 * @param sizeBytes 16 or more
 */
public record TestFrame(int number, int sizeBytes) implements Frame {
    @Override
    public void writeTo(ByteBuffer target) {
        target.putInt(number);
        while (target.hasRemaining()) {
            target.put((byte) (number * 31 + target.remaining()));
        }
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @param frame the bytes that arrived
     * @return the frame that they are
     * @throws AssertionError if a byte is not what it should be
     */
    public static TestFrame parse(ByteBuffer frame) {
        int sizeBytes = frame.remaining();
        int number = frame.getInt();
        while (frame.hasRemaining()) {
            int left = frame.remaining();
            if (frame.get() != (byte) (number * 31 + left)) {
                throw new AssertionError(
                        "frame " + number + " of " + sizeBytes + " bytes is broken, " + left + " bytes before its end");
            }
        }
        return new TestFrame(number, sizeBytes);
    }

    /**
     * Makes the bytes as they stand on the wire.
     *
     * @return the length and the frame
     */
    public ByteBuffer onTheWire() {
        ByteBuffer wire = ByteBuffer.allocate(Integer.BYTES + sizeBytes).putInt(sizeBytes);
        writeTo(wire);
        return wire.flip();
    }
}
