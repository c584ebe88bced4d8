package dev.loopline.internal.engine;

import dev.loopline.transport.Transport;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscGrowableAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way into a connection's role: a bounded queue that any thread may put tasks into. A batch of tasks costs one
 * wake-up of the transport.
 *
 * <p>After {@link #close} tasks still run, on a thread that submits some, one at a time; they find the session closed.
 */
final class Inbox {
    /** Tasks run in one turn, so that arriving frames get their turn too. */
    private static final int BATCH = 1024;

    private static final int FIRST_CAPACITY = 64;

    private final Transport transport;
    private final Consumer<Throwable> onFailure;
    private final Queue<Runnable> queue;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private final AtomicReference<@Nullable Thread> drainer = new AtomicReference<>(); // after the end
    private volatile boolean closed;

    /**
     * Makes an empty inbox.
     *
     * @param capacity how many tasks can wait
     * @param onFailure told what a task threw, in the role
     */
    Inbox(Transport transport, int capacity, Consumer<Throwable> onFailure) {
        this.transport = transport;
        this.onFailure = onFailure;
        this.queue = new MpscGrowableAtomicArrayQueue<>(Math.min(FIRST_CAPACITY, capacity / 2), capacity);
    }

    /**
     * Puts a task in. Any thread.
     *
     * @return whether there was room
     */
    boolean submit(Runnable task) {
        if (!queue.offer(task)) {
            return false;
        }
        if (closed) {
            drainClosed();
        } else {
            wakeUp();
        }
        return true;
    }

    /** Ends the use of the transport and runs what waits. In the role. */
    void close() {
        closed = true;
        drainClosed();
    }

    private void wakeUp() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            transport.execute(drain);
        }
    }

    private void drain() {
        scheduled.set(false); // before the first poll: what is put in from now on schedules the next turn
        for (int i = 0; i < BATCH && !closed; i++) {
            Runnable task = queue.poll();
            if (task == null) {
                return;
            }
            run(task);
        }
        if (!closed && !queue.isEmpty()) {
            wakeUp();
        }
    }

    /**
     * Runs what waits, unless another thread is at it, which then runs that too. Nobody waits for anybody here: tasks end
     * futures, and what is chained to those may come back to this inbox or to another one that has ended.
     */
    private void drainClosed() {
        Thread self = Thread.currentThread();
        if (drainer.get() == self) {
            runAll(); // a task that runs below has put in another
            return;
        }
        while (!queue.isEmpty() && drainer.compareAndSet(null, self)) {
            try {
                runAll();
            } finally {
                drainer.set(null);
            }
        }
    }

    private void runAll() {
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            run(task);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        }
    }
}
