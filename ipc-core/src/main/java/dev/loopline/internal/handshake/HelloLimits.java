package dev.loopline.internal.handshake;

import java.nio.ByteBuffer;

/**
 * What one side accepts from the other, as told in its hello: five unsigned 32-bit numbers.
 *
 * @param maxFrameBytes largest frame, the length prefix not counted
 * @param maxMessageBytes largest message, all fragments together
 * @param windowBytes how many bytes of a stream may be sent before the receiver grants more
 * @param maxCalls how many calls of the other side may run at once
 * @param keepaliveMillis how long it may hear nothing before it asks; 0 if it never asks
 */
public record HelloLimits(int maxFrameBytes, long maxMessageBytes, int windowBytes, int maxCalls, int keepaliveMillis) {
    static final int BYTES = 20;

    private static final int MIN_FRAME_BYTES = 1024;
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final long MAX_MESSAGE_BYTES = 1L << 30;

    void writeTo(ByteBuffer target) {
        target.putInt(maxFrameBytes)
                .putInt((int) maxMessageBytes)
                .putInt(windowBytes)
                .putInt(maxCalls)
                .putInt(keepaliveMillis);
    }

    static HelloLimits readFrom(ByteBuffer source) throws HelloException {
        int frame = bounded("max_frame", source.getInt(), MIN_FRAME_BYTES, MAX_FRAME_BYTES);
        long message = bounded("max_message", source.getInt(), 1, MAX_MESSAGE_BYTES);
        int window = bounded("window", source.getInt(), frame, Integer.MAX_VALUE);
        int calls = bounded("max_calls", source.getInt(), 0, Integer.MAX_VALUE);
        int keepalive = bounded("keepalive_ms", source.getInt(), 0, Integer.MAX_VALUE);
        return new HelloLimits(frame, message, window, calls, keepalive);
    }

    private static int bounded(String field, int raw, long min, long max) throws HelloException {
        long value = Integer.toUnsignedLong(raw);
        if (value < min || value > max) {
            throw new HelloException(
                    HandshakeOutcome.MALFORMED, field + ": " + value + " (expected: " + min + ".." + max + ")");
        }
        return raw;
    }
}
