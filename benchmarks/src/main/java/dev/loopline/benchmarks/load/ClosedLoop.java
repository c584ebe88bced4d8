package dev.loopline.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of calls under way: each that comes back makes the next, on the thread that received it. So one call at
 * a time is a round trip without a waiting caller; its time is taken, while many are only counted.
 *
 * <p><b>Threading:</b> for one thread; replies may come on several.
 */
final class ClosedLoop implements Load, Reply {
    private static final long PATIENCE_SECONDS = 10;

    private final Pipeline pipeline;
    private final LongAdder done = new LongAdder();
    private final SingleWriterRecorder nanos = new SingleWriterRecorder(Times.MOST_NANOS, Times.DIGITS);
    private final boolean timed;
    private final AtomicInteger underWay;
    private final Semaphore over = new Semaphore(0);
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;
    private long sentNanos; // of the one call under way: from its reply to the next

    ClosedLoop(Pipeline pipeline, int inFlight) {
        this.pipeline = pipeline;
        this.timed = inFlight == 1;
        this.underWay = new AtomicInteger(inFlight);
        sentNanos = System.nanoTime();
        for (int i = 0; i < inFlight; i++) {
            pipeline.send(this);
        }
    }

    @Override
    public void arrived() {
        if (timed) {
            long now = System.nanoTime();
            nanos.recordValue(Times.clamp(now - sentNanos));
            sentNanos = now;
        }
        done.increment();
        if (ended) {
            oneLess();
        } else {
            pipeline.send(this);
        }
    }

    @Override
    public void failed(Throwable cause) {
        failure = cause;
        oneLess();
    }

    private void oneLess() {
        if (underWay.decrementAndGet() == 0) {
            over.release();
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

    private boolean allCameBack() {
        try {
            return over.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        boolean all = allCameBack();
        pipeline.close();
        if (!all) {
            throw new IllegalStateException(
                    underWay + " calls did not come back within " + PATIENCE_SECONDS + " s (expected: all)");
        }
    }
}
