package dev.loopline.internal.engine;

import dev.loopline.transport.Transport;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscGrowableAtomicArrayQueue;

/**
 * The way into a connection's role: a bounded queue that any thread may put tasks into. A batch of tasks costs one
 * wake-up of the transport.
 *
 * <p>After {@link #close} tasks still run, on the thread that submits them, one at a time; they find the session closed.
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

    private synchronized void drainClosed() {
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
