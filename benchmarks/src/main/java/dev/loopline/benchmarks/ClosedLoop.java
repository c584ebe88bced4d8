package dev.loopline.benchmarks;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of messages under way: each that comes back sends the next, on the thread that received it. So one
 * message at a time is a round trip without a waiting caller.
 *
 * <p><b>Threading:</b> {@link #run} by one thread at a time, {@link #arrived} and {@link #failed} by the thread that
 * receives.
 */
abstract class ClosedLoop implements AutoCloseable {
    private final Histogram roundTripNanos;
    private final AtomicInteger toSend = new AtomicInteger();
    private final AtomicInteger toArrive = new AtomicInteger();
    private final Semaphore ended = new Semaphore(0);
    private volatile @Nullable Throwable failure;
    private boolean timed; // before the first message is sent
    private long sentNanos; // of the one message that is under way

    /**
     * Makes a loop at rest.
     *
     * @param roundTripNanos takes the time of each message when one is under way at a time
     */
    ClosedLoop(Histogram roundTripNanos) {
        this.roundTripNanos = roundTripNanos;
    }

    /** Sends a message. Called by {@link #arrived}, and by what {@link #begin} makes of it. */
    abstract void send();

    /** Sends the first messages, on whatever thread. */
    abstract void begin(int messages);

    /**
     * Sends messages and returns when all have come back.
     *
     * @param messages how many in all
     * @param inFlight how many at a time
     */
    void run(int messages, int inFlight) throws InterruptedException {
        toSend.set(messages - inFlight);
        toArrive.set(messages);
        timed = inFlight == 1;
        sentNanos = System.nanoTime();
        begin(inFlight);
        ended.acquire();
        if (failure != null) {
            throw new IllegalStateException("a message did not come back as it was sent", failure);
        }
    }

    final void arrived() {
        if (timed) {
            long now = System.nanoTime();
            roundTripNanos.recordValue(now - sentNanos);
            sentNanos = now;
        }
        if (toSend.decrementAndGet() >= 0) {
            send();
        }
        if (toArrive.decrementAndGet() == 0) {
            ended.release();
        }
    }

    final void failed(Throwable cause) {
        failure = cause;
        ended.release();
    }

    @Override
    public abstract void close();
}
