package dev.loopline.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Calls that arrive at even times which are fixed beforehand, whatever becomes of the calls before. The time of a call counts
 * from when it was to be made, so whatever keeps it waiting is seen (no coordinated omission): at most
 * {@value #MOST_UNDER_WAY} are under way, and what finds no place waits with its clock running.
 *
 * <p><b>Threading:</b> for one thread; replies may come on several.
 */
final class OpenLoop implements Load {
    static final int MOST_UNDER_WAY = 512;

    private static final long AWAKE_NANOS = 80_000; // sleeping takes the kernel some 60 us more than was asked for
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Pipeline pipeline;
    private final double everyNanos;
    private final AtomicInteger underWay = new AtomicInteger();
    private final LongAdder done = new LongAdder();
    private final Recorder nanos = new Recorder(Times.MOST_NANOS, Times.DIGITS);
    private final Thread thread = new Thread(this::generate, "arrivals");
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    OpenLoop(Pipeline pipeline, int perSecond) {
        this.pipeline = pipeline;
        this.everyNanos = 1e9 / perSecond;
        thread.setDaemon(true);
        thread.start();
    }

    private void generate() {
        long begin = System.nanoTime();
        for (long number = 0; !ended; number++) {
            long due = begin + (long) (number * everyNanos);
            awaitTime(due);
            while (underWay.get() >= MOST_UNDER_WAY && !ended) {
                Threads.giveWay();
            }
            underWay.incrementAndGet();
            pipeline.send(new Arrival(due));
        }
    }

    private void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0 && !ended; left = due - System.nanoTime()) {
            if (left > AWAKE_NANOS) {
                LockSupport.parkNanos(left - AWAKE_NANOS);
            } else {
                Threads.giveWay(); // those who do the work may need this core
            }
        }
    }

    @Override
    public long done() {
        return done.sum();
    }

    @Override
    public Histogram times() {
        return nanos.getIntervalHistogram();
    }

    @Override
    public void check() {
        if (failure != null) {
            throw new IllegalStateException("a message did not come back as it was sent", failure);
        }
    }

    /** Makes no more calls; those that are under way may come back. */
    void stop() {
        ended = true;
        Threads.join(thread);
    }

    @Override
    public void close() throws IOException {
        stop();
        long begin = System.nanoTime();
        while (underWay.get() > 0 && System.nanoTime() - begin < PATIENCE_NANOS) {
            LockSupport.parkNanos(1_000_000);
        }
        pipeline.close();
    }

    private final class Arrival implements Reply {
        private final long due;

        Arrival(long due) {
            this.due = due;
        }

        @Override
        public void arrived() {
            nanos.recordValue(Times.clamp(System.nanoTime() - due));
            done.increment();
            underWay.decrementAndGet();
        }

        @Override
        public void failed(Throwable cause) {
            failure = cause;
            underWay.decrementAndGet();
        }
    }
}
