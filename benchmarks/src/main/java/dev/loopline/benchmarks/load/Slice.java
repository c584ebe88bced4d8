package dev.loopline.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * What a stretch of some work showed.
 *
 * <p><b>Threading:</b> for one thread.
 *
 * @param done calls or messages
 * @param nanos that it took
 * @param times of what was timed one by one, in nanoseconds; empty if nothing was
 * @param client what its process spent
 * @param server what all others spent
 */
public record Slice(long done, long nanos, Histogram times, Spent client, Spent server) {
    /** {@return calls or messages per second} */
    public double perSecond() {
        return done * 1e9 / nanos;
    }

    /**
     * {@return a percentile of the times, in microseconds}
     *
     * @param percentile of 0 to 100
     */
    public double micros(double percentile) {
        return times.getValueAtPercentile(percentile) / 1e3;
    }
}
