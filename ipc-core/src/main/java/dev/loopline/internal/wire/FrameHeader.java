package dev.loopline.internal.wire;

import java.nio.ByteBuffer;

/**
 * The fixed header of every frame. Big-endian (docs/protocol.md, section 3):
 *
 * <pre>
 *   0      1       2        4        8            16
 *   +------+-------+--------+--------+------------+---------
 *   | type | flags | method | value  | stream id  | body ...
 *   +------+-------+--------+--------+------------+---------
 * </pre>
 *
 * <p>What {@code method} and {@code value} mean depends on the type ({@link FrameType}). Stream ids are odd for streams
 * that the connecting side opened, even for the accepting side's, and 0 for the connection itself.
 */
public final class FrameHeader {
    /** Size of the header. */
    public static final int BYTES = 16;

    /** Largest method number. */
    public static final int MAX_METHOD_NUMBER = 0xFFFF;

    /** Flag: the sender sends no further message on this stream. */
    public static final int FLAG_END = 0x01;

    /**
     * Flag: the message goes on in {@link FrameType#FRAGMENT} frames. In the frame that begins the message, the payload is
     * preceded by the size of the whole message, 4 bytes.
     */
    public static final int FLAG_MORE = 0x02;

    /** Flag: call headers precede the payload, after their own size, 2 bytes. */
    public static final int FLAG_HEADERS = 0x04;

    /** Flag: the frame carries no message, only its other flags; otherwise no payload is a message of no fields. */
    public static final int FLAG_NO_MESSAGE = 0x08;

    private static final int FLAGS_AT = 1;
    private static final int METHOD_AT = 2;
    private static final int VALUE_AT = 4;
    private static final int STREAM_ID_AT = 8;

    private FrameHeader() {}

    /**
     * Writes a header at the buffer's position and moves it past.
     *
     * @param target where to
     * @param type {@link FrameType#code}
     * @param flags any of the {@code FLAG_} constants
     * @param method 0 to {@value #MAX_METHOD_NUMBER}
     * @param value unsigned 32-bit number
     * @param streamId 0 or more
     */
    public static void write(ByteBuffer target, int type, int flags, int method, int value, long streamId) {
        target.put((byte) type)
                .put((byte) flags)
                .putShort((short) method)
                .putInt(value)
                .putLong(streamId);
    }

    /**
     * Reads the type.
     *
     * @param frame positioned at the header
     * @return 0 to 255
     */
    public static int type(ByteBuffer frame) {
        return Byte.toUnsignedInt(frame.get(frame.position()));
    }

    /**
     * Reads the flags.
     *
     * @param frame positioned at the header
     * @return 0 to 255
     */
    public static int flags(ByteBuffer frame) {
        return Byte.toUnsignedInt(frame.get(frame.position() + FLAGS_AT));
    }

    /**
     * Reads the method number.
     *
     * @param frame positioned at the header
     * @return 0 to {@value #MAX_METHOD_NUMBER}
     */
    public static int method(ByteBuffer frame) {
        return Short.toUnsignedInt(frame.getShort(frame.position() + METHOD_AT));
    }

    /**
     * Reads the value.
     *
     * @param frame positioned at the header
     * @return 0 to 2^32 - 1
     */
    public static long value(ByteBuffer frame) {
        return Integer.toUnsignedLong(frame.getInt(frame.position() + VALUE_AT));
    }

    /**
     * Reads the stream id.
     *
     * @param frame positioned at the header
     * @return any number; negative ones are not valid
     */
    public static long streamId(ByteBuffer frame) {
        return frame.getLong(frame.position() + STREAM_ID_AT);
    }
}
