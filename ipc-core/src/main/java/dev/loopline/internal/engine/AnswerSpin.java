package dev.loopline.internal.engine;

import dev.loopline.transport.AdaptiveSpin;
import dev.loopline.transport.WaitMode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How the blocking calls of a connection wait: the caller looks for the answer for a while before it sleeps. One at a time does
 * so; where many wait, the processors have better things to do.
 *
 * <p>Any thread.
 */
final class AnswerSpin {
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AdaptiveSpin spin; // of who has taken it

    AnswerSpin(WaitMode mode) {
        spin = new AdaptiveSpin(mode);
    }

    /**
     * Waits for a result.
     *
     * @throws ExecutionException as {@link Future#get()} does
     * @throws InterruptedException as {@link Future#get()} does
     */
    <R> R get(Future<R> result) throws ExecutionException, InterruptedException {
        long begun = AdaptiveSpin.nanoTime();
        if (take()) {
            look(result, begun);
            taken.set(false);
        }
        if (result.isDone()) {
            return result.get();
        }
        try {
            return result.get();
        } finally {
            if (take()) {
                spin.onWoken(AdaptiveSpin.nanoTime() - begun);
                taken.set(false);
            }
        }
    }

    private boolean take() {
        return !taken.get() && taken.compareAndSet(false, true);
    }

    private void look(Future<?> result, long begun) {
        if (!spin.isOn()) {
            return;
        }
        while (!result.isDone()) {
            if (AdaptiveSpin.nanoTime() - begun >= AdaptiveSpin.WINDOW_NANOS) {
                spin.onMiss();
                return;
            }
            AdaptiveSpin.giveWay();
        }
        spin.onHit();
    }
}
