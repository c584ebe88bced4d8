package dev.loopline.internal.engine;

import dev.loopline.transport.AdaptiveSpin;
import dev.loopline.transport.WaitMode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * How the blocked threads of a connection wait, callers and those who read and write streams: one of them looks for a while
 * for what it waits for before it sleeps. One at a time does so; where many wait, the processors have better things to do.
 *
 * <p>Any thread.
 */
final class BlockedSpin {
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AdaptiveSpin answers; // of who has taken it, as the next
    private final AdaptiveSpin streams; // learnt apart: messages of a stream come at other times than answers

    BlockedSpin(WaitMode mode) {
        answers = new AdaptiveSpin(mode);
        streams = new AdaptiveSpin(mode);
    }

    /**
     * Waits for a result.
     *
     * @throws ExecutionException as {@link Future#get()} does
     * @throws InterruptedException as {@link Future#get()} does
     */
    <R> R get(Future<R> result) throws ExecutionException, InterruptedException {
        long begun = AdaptiveSpin.nanoTime();
        if (look(answers, result::isDone, begun, AdaptiveSpin.WINDOW_NANOS)) {
            return result.get();
        }
        try {
            return result.get();
        } finally {
            onWoken(answers, begun);
        }
    }

    /**
     * Looks for what a reader or writer of a stream waits for. Who finds nothing sleeps, and then calls {@link #onWoken}.
     *
     * @param found looks; has no effect
     * @param begun when the thread began to wait, by {@link AdaptiveSpin#nanoTime}
     * @param maxNanos how long it waits at most
     */
    void look(BooleanSupplier found, long begun, long maxNanos) {
        var unused = look(streams, found, begun, Math.min(maxNanos, AdaptiveSpin.WINDOW_NANOS));
    }

    /** A reader or writer of a stream that slept goes on. */
    void onWoken(long begun) {
        onWoken(streams, begun);
    }

    private void onWoken(AdaptiveSpin spin, long begun) {
        if (take()) {
            spin.onWoken(AdaptiveSpin.nanoTime() - begun);
            taken.set(false);
        }
    }

    private boolean look(AdaptiveSpin spin, BooleanSupplier found, long begun, long windowNanos) {
        if (!take()) {
            return found.getAsBoolean();
        }
        boolean hit = found.getAsBoolean();
        if (spin.isOn() && windowNanos > 0) {
            while (!hit) {
                AdaptiveSpin.giveWay();
                hit = found.getAsBoolean();
                if (AdaptiveSpin.nanoTime() - begun >= windowNanos) {
                    break;
                }
            }
            if (hit) {
                spin.onHit();
            } else {
                spin.onMiss();
            }
        }
        taken.set(false);
        return hit;
    }

    private boolean take() {
        return !taken.get() && taken.compareAndSet(false, true);
    }
}
