package dev.loopline.internal.engine;

import dev.loopline.internal.handshake.HandshakeOutcome;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs refused connections, at most {@value #MAX_LINES} a second, so that a flood of them cannot fill a disk. What is left
 * out is counted and said with the next line.
 *
 * <p>Any thread.
 */
final class RefusalLog {
    static final int MAX_LINES = 10;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final AtomicLong windowStart = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicInteger leftOut = new AtomicInteger();

    void refused(long nowNanos, SocketAddress peer, HandshakeOutcome outcome, String why) {
        long start = windowStart.get();
        boolean newWindow = start == Long.MIN_VALUE || nowNanos - start >= SECOND_NANOS;
        if (newWindow && windowStart.compareAndSet(start, nowNanos)) {
            lines.set(0);
        }
        if (lines.incrementAndGet() > MAX_LINES) {
            leftOut.incrementAndGet();
            return;
        }
        int before = leftOut.getAndSet(0);
        String more = before == 0 ? "" : " (" + before + " such lines were left out)";
        Logs.HANDSHAKE.warn("refused {}: {}: {}{}", peer, outcome, why, more);
    }
}
