package dev.loopline.internal.topic;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on an executor whenever there is some, one turn after the other, with at most one task queued there.
 *
 * <p>Any thread asks for a turn.
 */
final class Turns {
    private final Executor executor;
    private final BooleanSupplier work;
    private final Consumer<RejectedExecutionException> onRejected;
    private final AtomicInteger asked = new AtomicInteger();
    private final Runnable turn = this::turn;
    private volatile @Nullable Running running;

    /** A thread in its turn, seen by itself when the executor runs tasks where they are given to it. */
    private static final class Running {
        private final Thread thread = Thread.currentThread();
        private boolean again;
    }

    /**
     * Makes it.
     *
     * @param executor where turns run
     * @param work done in a turn; returns whether it wants another one at once, behind other tasks of the executor
     * @param onRejected told, on the thread that asked, when the executor does not take the task
     */
    Turns(Executor executor, BooleanSupplier work, Consumer<RejectedExecutionException> onRejected) {
        this.executor = executor;
        this.work = work;
        this.onRejected = onRejected;
    }

    /** Has the work done, on the executor, once more after the moment of this call. */
    void ask() {
        if (asked.getAndIncrement() == 0) {
            queue();
        }
    }

    private void queue() {
        try {
            executor.execute(turn);
        } catch (RejectedExecutionException e) {
            onRejected.accept(e);
        }
    }

    private void turn() {
        Running outer = running;
        if (outer != null && outer.thread == Thread.currentThread()) {
            outer.again = true; // one level is enough, however long there is more
            return;
        }
        Running own = new Running();
        running = own;
        do {
            own.again = false;
            int seen = asked.get();
            if (work.getAsBoolean()) {
                asked.addAndGet(1 - seen); // one is left, for the next turn
                queue();
            } else if (asked.addAndGet(-seen) != 0) {
                queue();
            }
        } while (own.again);
        if (running == own) { // else the next turn runs already, on another thread
            running = null;
        }
    }
}
