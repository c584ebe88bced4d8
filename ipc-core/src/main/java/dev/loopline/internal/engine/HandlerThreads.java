package dev.loopline.internal.engine;

import dev.loopline.transport.WaitMode;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads of handlers that may block: virtual ones where Java has them (21 and later), else a pool that grows before
 * it lets calls wait, so that a chain of nested calls between two processes does not starve.
 *
 * <p>Any thread.
 */
public final class HandlerThreads implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    private final ExecutorService executor;

    /**
     * Makes the threads when they are needed.
     *
     * @param name how they are called, followed by a number
     * @param maxThreads how far a pool grows
     * @param maxQueued how many calls wait for a pool of that size
     * @param mode how its threads wait
     */
    public HandlerThreads(String name, int maxThreads, int maxQueued, WaitMode mode) {
        executor = Runtime.version().feature() >= 21
                ? virtualThreads(name)
                : new HandlerPool(name, maxThreads, maxQueued, mode);
    }

    /**
     * Runs a handler.
     *
     * @param handler may block
     * @throws RejectedExecutionException if all threads are busy and as many calls wait as may
     */
    public void execute(Runnable handler) {
        executor.execute(handler);
    }

    /** Interrupts the handlers that run and waits up to {@value #CLOSE_SECONDS} s for them. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                Logs.ENGINE.warn(
                        "handlers still run {} s after their interruption; they are left behind", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By reflection, because this library is compiled for Java 17. */
    private static ExecutorService virtualThreads(String name) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            builder = type.getMethod("name", String.class, long.class).invoke(builder, name + "-", 1L);
            ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(builder);
            return (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory);
        } catch (NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException
                | ClassNotFoundException e) {
            throw new IllegalStateException(
                    "virtual threads: not found on Java " + Runtime.version() + " (expected: on 21 and later)", e);
        }
    }
}
