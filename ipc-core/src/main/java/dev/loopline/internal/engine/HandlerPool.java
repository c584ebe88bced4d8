package dev.loopline.internal.engine;

import dev.loopline.transport.AdaptiveSpin;
import dev.loopline.transport.WaitMode;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread pool for tasks that may block and mostly do not. It grows before it lets tasks wait for others to end, so that
 * a chain of nested calls between two processes does not starve.
 *
 * <p>At most one thread at a time searches for work. One that finds some, and sees that more waits, has another search in
 * its place before it begins: so no task waits for one that blocks, and yet many short ones are done by few threads, without waking
 * a thread for each. A thread that runs out of work searches for a while before it sleeps.
 *
 * <p>Any thread.
 */
final class HandlerPool extends AbstractExecutorService {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String name;
    private final int maxThreads;
    private final int maxTasks; // running or waiting
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tasks = new AtomicInteger();
    private final Deque<Worker> asleep = new ConcurrentLinkedDeque<>(); // the last first: its memory is in the caches
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threads = new AtomicInteger();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicBoolean searched =
            new AtomicBoolean(); // by one worker, or by who is about to find one for that
    private final AdaptiveSpin spin; // of the one who searches
    private volatile boolean closed;

    /**
     * Makes a pool without threads.
     *
     * @param name of its threads, followed by a number
     * @param maxThreads how far it grows
     * @param maxWaiting how many tasks wait once it has grown to that
     * @param mode whether threads search before they sleep
     */
    HandlerPool(String name, int maxThreads, int maxWaiting, WaitMode mode) {
        this.name = name;
        this.maxThreads = maxThreads;
        this.maxTasks = maxThreads + maxWaiting;
        this.spin = new AdaptiveSpin(mode);
    }

    /**
     * Runs a task.
     *
     * @throws RejectedExecutionException if all threads are busy and as many tasks wait as may, or the pool is closed, or
     *     there is no thread and none can be made
     */
    @Override
    public void execute(Runnable task) {
        if (tasks.incrementAndGet() > maxTasks) {
            tasks.decrementAndGet();
            throw new RejectedExecutionException("handler threads: " + maxThreads + " are busy and "
                    + (maxTasks - maxThreads) + " calls wait (expected: at most as many)");
        }
        waiting.add(task);
        if (closed && take(task)) {
            throw new RejectedExecutionException("handler threads: closed");
        }
        haveSearched();
        // In this order: whoever finds a thread for the search counts that before the search ends.
        if (!searched.get() && threads.get() == 0 && take(task)) {
            throw new RejectedExecutionException("handler threads: there are none, and none can be made now");
        }
    }

    private boolean take(Runnable task) {
        boolean taken = waiting.remove(task);
        if (taken) {
            tasks.decrementAndGet();
        }
        return taken;
    }

    /** Sees to it that a thread searches for what waits, unless all are busy: then the first that is done goes on. */
    private void haveSearched() {
        while (!waiting.isEmpty() && !searched.get() && searched.compareAndSet(false, true)) {
            if (handSearchOn()) {
                return;
            }
            searched.set(false);
            if (asleep
                    .isEmpty()) { // read after that, as a thread that falls asleep looks for work after it is in there
                return;
            }
        }
    }

    private boolean handSearchOn() {
        Worker sleeper = asleep.poll();
        if (sleeper != null) {
            sleeper.wake();
            return true;
        }
        if (threads.incrementAndGet() > maxThreads) {
            threads.decrementAndGet();
            return false;
        }
        Worker fresh = new Worker(name + "-" + number.incrementAndGet());
        workers.add(fresh);
        try {
            fresh.start();
            return true;
        } catch (OutOfMemoryError e) {
            workers.remove(fresh);
            int left = threads.decrementAndGet();
            Logs.ENGINE.warn("handler threads: there can be no more than {} now", left, e);
            return false;
        }
    }

    @Override
    public void shutdown() {
        closed = true;
        workers.forEach(LockSupport::unpark);
    }

    @Override
    public List<Runnable> shutdownNow() {
        closed = true;
        List<Runnable> left = new ArrayList<>();
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            tasks.decrementAndGet();
            left.add(task);
        }
        workers.forEach(Thread::interrupt);
        return left;
    }

    @Override
    public boolean isShutdown() {
        return closed;
    }

    @Override
    public boolean isTerminated() {
        return closed && workers.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long deadline = AdaptiveSpin.nanoTime() + unit.toNanos(timeout);
        for (Worker worker : workers) {
            TimeUnit.NANOSECONDS.timedJoin(worker, Math.max(1, deadline - AdaptiveSpin.nanoTime()));
        }
        return isTerminated();
    }

    private final class Worker extends Thread {
        private boolean searching = true; // made and woken to search
        private volatile boolean woken;

        Worker(String name) {
            super(name);
            setDaemon(true);
        }

        void wake() {
            woken = true;
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            try {
                while (work()) {
                    // until there has been nothing to do for long, or the pool is closed
                }
            } finally {
                endSearch();
                threads.decrementAndGet();
                workers.remove(this);
                haveSearched(); // by another one, should anything have come meanwhile
            }
        }

        private boolean work() {
            Runnable task = waiting.poll();
            if (task == null) {
                return search() || sleep();
            }
            if (searching) {
                endSearch();
                haveSearched();
            }
            try {
                task.run();
            } catch (Throwable e) {
                Logs.HANDLERS.error("a task of {} failed", getName(), e);
            } finally {
                tasks.decrementAndGet();
            }
            return true;
        }

        private void endSearch() {
            if (searching) {
                searching = false;
                searched.set(false);
            }
        }

        /** {@return whether there may be something to do} */
        private boolean search() {
            if (closed) {
                return false;
            }
            if (!searching) {
                searching = searched.compareAndSet(false, true);
            }
            if (!searching) {
                return false;
            }
            boolean found = look();
            if (!found) {
                endSearch();
            }
            return found;
        }

        private boolean look() {
            long begun = AdaptiveSpin.nanoTime();
            while (spin.isOn() && !closed) {
                if (!waiting.isEmpty()) {
                    spin.onHit();
                    return true;
                }
                if (AdaptiveSpin.nanoTime() - begun >= AdaptiveSpin.WINDOW_NANOS) {
                    spin.onMiss();
                    return false;
                }
                AdaptiveSpin.giveWay();
            }
            return false;
        }

        /** {@return whether it was woken; it ends otherwise} */
        private boolean sleep() {
            long begun = AdaptiveSpin.nanoTime();
            woken = false;
            asleep.push(this);
            haveSearched(); // by itself, should anything have come just before
            while (!woken) {
                long left = IDLE_NANOS - (AdaptiveSpin.nanoTime() - begun);
                if (closed || (left <= 0 && asleep.remove(this))) {
                    return false;
                }
                if (!interrupted()) { // left behind by a task: parking would not wait
                    LockSupport.parkNanos(this, Math.max(1, left));
                }
            }
            searching = true;
            spin.onWoken(AdaptiveSpin.nanoTime() - begun);
            return !closed;
        }
    }
}
