package dev.loopline.internal.engine;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of handlers that may block: virtual ones where Java has them (21 and later), else a pool that grows before
 * it lets calls wait, so that a chain of nested calls between two processes does not starve.
 *
 * <p>Any thread.
 */
public final class HandlerThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 5;

    private final ExecutorService executor;

    /**
     * Makes the threads when they are needed.
     *
     * @param name how they are called, followed by a number
     * @param maxThreads how far a pool grows
     * @param maxQueued how many calls wait for a pool of that size
     */
    public HandlerThreads(String name, int maxThreads, int maxQueued) {
        executor = Runtime.version().feature() >= 21 ? virtualThreads(name) : pool(name, maxThreads, maxQueued);
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

    private static ExecutorService pool(String name, int maxThreads, int maxQueued) {
        HandOver queue = new HandOver();
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return new ThreadPoolExecutor(0, maxThreads, IDLE_SECONDS, TimeUnit.SECONDS, queue, factory, (task, pool) -> {
            if (pool.isShutdown() || queue.size() >= maxQueued) {
                throw new RejectedExecutionException("handler threads: " + pool.getPoolSize() + " are busy and "
                        + queue.size() + " calls wait (expected: at most " + maxQueued + ")");
            }
            queue.keep(task);
            if (pool.getPoolSize() == 0 && queue.remove(task)) {
                pool.execute(task); // the last thread ended, for want of work, at this very moment
            }
        });
    }

    /**
     * Hands a task to a thread that waits for one, or refuses it, so that the pool adds a thread; only when the pool has
     * grown to its limit the task is kept. A thread pool of the JDK on its own would let tasks wait first.
     */
    private static final class HandOver extends LinkedTransferQueue<Runnable> implements BlockingQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        void keep(Runnable task) {
            put(task);
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
