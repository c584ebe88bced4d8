package dev.loopline.examples.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** The speed over the last few seconds of something that is looked at now and then. For one thread. */
final class Pace {
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
    private static final int MAX_READINGS = 256;

    private final Deque<Reading> readings = new ArrayDeque<>();
    private final long windowNanos;

    /** @param windowSeconds the time that counts */
    Pace(int windowSeconds) {
        windowNanos = TimeUnit.SECONDS.toNanos(windowSeconds);
    }

    /**
     * Takes a reading.
     *
     * @param nanos when, later than the reading before
     * @param files done so far
     * @param bytes read so far
     * @return the speed, 0 in the first second
     */
    Speed at(long nanos, long files, long bytes) {
        while (!readings.isEmpty()
                && (nanos - readings.getFirst().nanos > windowNanos || readings.size() == MAX_READINGS)) {
            readings.removeFirst();
        }
        Reading last = new Reading(nanos, files, bytes);
        readings.addLast(last);
        Reading first = readings.getFirst();
        long span = last.nanos - first.nanos;
        if (span < LEAST_NANOS) {
            return Speed.NONE;
        }
        double seconds = (double) span / TimeUnit.SECONDS.toNanos(1);
        // Less than before: what a helper had begun to read when it was lost does not count.
        return new Speed(
                Math.max(0, last.files - first.files) / seconds, Math.max(0, last.bytes - first.bytes) / seconds);
    }

    private record Reading(long nanos, long files, long bytes) {}

    /**
     * A speed.
     *
     * @param filesPerSecond files done
     * @param bytesPerSecond bytes read
     */
    record Speed(double filesPerSecond, double bytesPerSecond) {
        static final Speed NONE = new Speed(0, 0);
    }
}
