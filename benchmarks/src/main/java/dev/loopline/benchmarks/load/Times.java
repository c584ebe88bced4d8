package dev.loopline.benchmarks.load;

import org.HdrHistogram.Histogram;

/** How long things took, in nanoseconds. Any thread. */
final class Times {
    /** What takes longer counts as this. */
    static final long MOST_NANOS = 60_000_000_000L;

    static final int DIGITS = 3;

    private Times() {}

    static long clamp(long nanos) {
        return Math.max(0, Math.min(MOST_NANOS, nanos));
    }

    static Histogram none() {
        return new Histogram(MOST_NANOS, DIGITS);
    }
}
