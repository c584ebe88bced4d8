package dev.loopline.benchmarks.topics;

import com.google.protobuf.ByteString;
import dev.loopline.benchmarks.load.Count;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * What one subscription was given: how many events, and how old they were.
 *
 * <p>One thread at a time is given events; another one looks.
 */
final class Arrivals {
    private static final long MOST_NANOS = 10_000_000_000L;

    private final Count arrived = new Count();
    private final Count gaps = new Count();
    private final SingleWriterRecorder nanos = new SingleWriterRecorder(MOST_NANOS, 3);
    private volatile boolean timed;
    private long next;

    void accept(byte[] event) {
        if (event.length != Events.BYTES) {
            throw wrongSize(event.length);
        }
        accept(Events.number(event));
        if (timed) {
            record(Events.sentNanos(event));
        }
    }

    void accept(ByteString event) {
        if (event.size() != Events.BYTES) {
            throw wrongSize(event.size());
        }
        accept(Events.number(event));
        if (timed) {
            record(Events.sentNanos(event));
        }
    }

    private void accept(long number) {
        if (number < next) {
            throw new IllegalStateException("event " + number + " (expected: " + next + " or later)");
        }
        next = number + 1;
        arrived.add(1);
    }

    private void record(long sentNanos) {
        nanos.recordValue(Math.max(0, Math.min(MOST_NANOS, System.nanoTime() - sentNanos)));
    }

    private static IllegalStateException wrongSize(int bytes) {
        return new IllegalStateException("event: " + bytes + " bytes (expected: " + Events.BYTES + ")");
    }

    /** It was told that events are missing. */
    void miss(long count) {
        gaps.add(count);
    }

    long arrived() {
        return arrived.get();
    }

    /** {@return how many events it was told it missed} */
    long missed() {
        return gaps.get();
    }

    /** From here on the age of events is recorded. */
    void beginTimes() {
        nanos.reset();
        timed = true;
    }

    /** {@return how old the events were since the last look, in nanoseconds} */
    Histogram times() {
        return nanos.getIntervalHistogram();
    }
}
