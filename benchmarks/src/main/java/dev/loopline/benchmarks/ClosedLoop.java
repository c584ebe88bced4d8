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
    /** With many messages under way the time is taken each time that so many have come back. */
    static final int WINDOW = 1_000;

    private final Histogram nanos;
    private final AtomicInteger toSend = new AtomicInteger();
    private final AtomicInteger toArrive = new AtomicInteger();
    private final Semaphore ended = new Semaphore(0);
    private volatile @Nullable Throwable failure;
    private int window; // set before the first message is sent, as both below; then for the thread that receives
    private int leftInWindow;
    private long windowNanos;

    /**
     * Makes a loop at rest.
     *
     * @param nanos takes the time of each message when one is under way at a time, else of each {@value #WINDOW}
     */
    ClosedLoop(Histogram nanos) {
        this.nanos = nanos;
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
        window = inFlight == 1 ? 1 : WINDOW;
        leftInWindow = window;
        windowNanos = System.nanoTime();
        begin(inFlight);
        ended.acquire();
        if (failure != null) {
            throw new IllegalStateException("a message did not come back as it was sent", failure);
        }
    }

    final void arrived() {
        if (--leftInWindow == 0) {
            long now = System.nanoTime();
            nanos.recordValue(now - windowNanos);
            windowNanos = now;
            leftInWindow = window;
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
