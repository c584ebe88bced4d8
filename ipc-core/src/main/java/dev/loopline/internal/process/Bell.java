package dev.loopline.internal.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Wakes the one thread that waits for several things at once, each of which rings when it has happened. Any thread. */
final class Bell {
    private final LongSupplier nanoTime;

    Bell(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void ring() {
        notifyAll();
    }

    /**
     * Waits.
     *
     * @param what asked whenever it rings; must not ring itself
     * @param time how long
     * @return whether it was so in time
     */
    synchronized boolean await(BooleanSupplier what, Duration time) throws InterruptedException {
        long end = nanoTime.getAsLong() + time.toNanos();
        long left = time.toNanos();
        while (!what.getAsBoolean()) {
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - nanoTime.getAsLong();
        }
        return true;
    }
}
