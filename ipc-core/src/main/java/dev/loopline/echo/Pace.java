package dev.loopline.echo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When the messages of a stream are due: at even distances from when this was made, by the monotonic clock. A message that
 * comes late does not move those behind it.
 *
 * <p><b>Threading:</b> for one thread.
 */
final class Pace {
    private final long intervalNanos;
    private final CountDownLatch cancelled;
    private long dueNanos;

    /**
     * Makes a pace whose first message is due now.
     *
     * @param intervalMicros time between two messages; 0 for none, so that nothing is ever waited for
     * @param cancelled ends the waiting
     */
    Pace(long intervalMicros, CountDownLatch cancelled) {
        this.intervalNanos = TimeUnit.MICROSECONDS.toNanos(intervalMicros);
        this.cancelled = cancelled;
        this.dueNanos = System.nanoTime();
    }

    /**
     * Waits until the next message is due.
     *
     * @return whether it is; otherwise the call was cancelled
     * @throws InterruptedException if the thread is interrupted
     */
    boolean awaitNext() throws InterruptedException {
        if (intervalNanos == 0) {
            return cancelled.getCount() > 0;
        }
        long left = dueNanos - System.nanoTime();
        dueNanos += intervalNanos;
        return !cancelled.await(left, TimeUnit.NANOSECONDS);
    }
}
