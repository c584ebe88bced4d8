package dev.loopline.testing;

import dev.loopline.transport.Cancellable;
import dev.loopline.transport.inprocess.Scheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test moves it.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class ManualScheduler implements Scheduler {
    private final Queue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::dueNanos).thenComparingLong(Timer::number));
    private long nanos; // guarded by this, as are the timers
    private long count;

    /** Starts at zero. */
    public ManualScheduler() {}

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Cancellable schedule(Runnable task, long delayNanos) {
        Timer timer = new Timer(task, nanos + Math.max(0, delayNanos), count++);
        timers.add(timer);
        return () -> cancel(timer);
    }

    /** {@return how many timers are set} */
    public synchronized int timers() {
        return timers.size();
    }

    /**
     * Moves time on and runs, on this thread and in the order of their times, the timers that are due, including those
     * that they set.
     *
     * @param time how far; zero runs what is due now
     */
    public void advance(Duration time) {
        long target = nanoTime() + time.toNanos();
        for (Timer due = next(target); due != null; due = next(target)) {
            due.task().run();
        }
    }

    /**
     * Moves time on while nothing runs, as if the process were stopped; timers that are due go off afterwards, late.
     *
     * @param time how far
     */
    public void standStill(Duration time) {
        synchronized (this) {
            nanos += time.toNanos();
        }
        advance(Duration.ZERO);
    }

    private synchronized @Nullable Timer next(long target) {
        Timer first = timers.peek();
        if (first == null || first.dueNanos() > target) {
            nanos = Math.max(nanos, target);
            return null;
        }
        nanos = Math.max(nanos, first.dueNanos());
        return timers.poll();
    }

    private synchronized void cancel(Timer timer) {
        timers.remove(timer);
    }

    private record Timer(Runnable task, long dueNanos, long number) {}
}
