package dev.loopline.transport.inprocess;

import dev.loopline.transport.Cancellable;

/**
 * The clock and the timers of the in-process transport. An own one lets a test move time by hand.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface Scheduler {
    /** {@return nanoseconds from an arbitrary origin; never goes back} */
    long nanoTime();

    /**
     * Runs a task once, later.
     *
     * @param task hands on to the connection's role at once, so that any thread may run it
     * @param delayNanos when, from now by {@link #nanoTime}; zero or less is as soon as possible
     * @return cancels it
     */
    Cancellable schedule(Runnable task, long delayNanos);
}
