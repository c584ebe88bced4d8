package dev.loopline.internal.engine;

import dev.loopline.internal.wire.FrameHeader;
import java.nio.ByteBuffer;

/**
 * Answers pings, but not any number of them: more than {@value #MAX_PINGS} in {@value #WINDOW_SECONDS} s end the
 * connection.
 *
 * <p>Used in the connection's role only.
 */
final class PingGuard {
    static final int MAX_PINGS = 10;
    static final int WINDOW_SECONDS = 10;
    static final int BODY_BYTES = 8;

    private static final long WINDOW_NANOS = WINDOW_SECONDS * 1_000_000_000L;

    private final DeadlineTimer clock;
    private long windowStartNanos;
    private int pings;

    PingGuard(DeadlineTimer clock) {
        this.clock = clock;
    }

    /** {@return what the answer must repeat} */
    byte[] bodyOf(ByteBuffer ping) {
        long now = clock.now();
        if (now - windowStartNanos > WINDOW_NANOS) {
            windowStartNanos = now;
            pings = 0;
        }
        if (++pings > MAX_PINGS) {
            throw new ProtocolException(
                    "pings: " + pings + " within " + WINDOW_SECONDS + " s (expected: at most " + MAX_PINGS + ")");
        }
        if (ping.remaining() != FrameHeader.BYTES + BODY_BYTES) {
            throw new ProtocolException(
                    "PING of " + ping.remaining() + " bytes (expected: " + (FrameHeader.BYTES + BODY_BYTES) + ")");
        }
        byte[] body = new byte[BODY_BYTES];
        ping.get(ping.position() + FrameHeader.BYTES, body);
        return body;
    }
}
