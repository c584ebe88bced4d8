package dev.loopline.examples.demo;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs an action again and again with a pause between, never late ones in a row: after this process has been stopped for
 * a while there is one tick, not many. For one thread.
 */
final class Ticker implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(action -> {
        Thread made = new Thread(action, "demo-ticker");
        made.setDaemon(true);
        return made;
    });

    /**
     * Begins to run an action.
     *
     * @param perSecond how often
     * @param action must not throw, or there will be no other tick
     */
    void start(int perSecond, Runnable action) {
        var unused = thread.scheduleWithFixedDelay(
                action, 0, TimeUnit.SECONDS.toMillis(1) / perSecond, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
