package dev.loopline.internal.client;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between attempts: from 10 ms doubling to 500 ms, each with full jitter, so that many clients of one server do not
 * come back at the same moment (M. Brooker, "Exponential Backoff And Jitter", 2015). For one thread at a time.
 */
final class Backoff {
    private static final long FIRST_NANOS = 10_000_000;
    private static final long MAX_NANOS = 500_000_000;

    private long ceilingNanos = FIRST_NANOS;

    /** {@return the next pause, in nanoseconds} */
    long nextNanos() {
        long pause = jittered(ceilingNanos);
        ceilingNanos = Math.min(MAX_NANOS, ceilingNanos * 2);
        return pause;
    }

    /** {@return a pause as short as any, in nanoseconds} */
    static long shortNanos() {
        return jittered(FIRST_NANOS);
    }

    /** The next pause is a short one again. */
    void reset() {
        ceilingNanos = FIRST_NANOS;
    }

    private static long jittered(long ceilingNanos) {
        return ThreadLocalRandom.current().nextLong(ceilingNanos / 10, ceilingNanos + 1);
    }
}
