package dev.loopline.transport.inprocess;

import dev.loopline.transport.Cancellable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The real clock, with timers on the runtime's own thread. */
final class SystemScheduler implements Scheduler {
    private final ScheduledExecutorService thread;

    SystemScheduler(ScheduledExecutorService thread) {
        this.thread = thread;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        ScheduledFuture<?> timer = thread.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }
}
