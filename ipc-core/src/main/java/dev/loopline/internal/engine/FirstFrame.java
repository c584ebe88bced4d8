package dev.loopline.internal.engine;

import dev.loopline.internal.wire.FrameType;

/** What the frame says that begins a message. */
final class FirstFrame {
    private static final byte[] NO_HEADERS = new byte[0];

    /** {@link FrameType#CALL} or {@link FrameType#MESSAGE}. */
    final FrameType type;

    /** Method number, 0 if the type has none. */
    final int method;

    /** Remaining time in milliseconds, 0 if the type has none. */
    final int value;

    final long streamId;

    /** Encoded call headers, empty for none; never changed. */
    final byte[] headers;

    private FirstFrame(FrameType type, int method, int value, long streamId, byte[] headers) {
        this.type = type;
        this.method = method;
        this.value = value;
        this.streamId = streamId;
        this.headers = headers;
    }

    static FirstFrame call(int method, int timeoutMillis, long streamId, byte[] headers) {
        return new FirstFrame(FrameType.CALL, method, timeoutMillis, streamId, headers);
    }

    static FirstFrame response(long streamId) {
        return new FirstFrame(FrameType.MESSAGE, 0, 0, streamId, NO_HEADERS);
    }
}
