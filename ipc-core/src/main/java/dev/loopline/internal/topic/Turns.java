package dev.loopline.internal.topic;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

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
        int seen = asked.get();
        if (work.getAsBoolean() || asked.addAndGet(-seen) != 0) {
            queue();
        }
    }
}
