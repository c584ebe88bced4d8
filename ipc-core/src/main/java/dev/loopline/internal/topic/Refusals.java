package dev.loopline.internal.topic;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How often in a row a hub did not let a client go on, and how long that pauses before it asks again: a hub that is about to
 * end refuses everything while its connections stay open.
 *
 * <p>One thread at a time.
 */
final class Refusals {
    private static final int FIRST_MILLIS = 5;
    private static final int MOST_DOUBLINGS = 7; // 640 ms

    private int count;

    boolean isNone() {
        return count == 0;
    }

    void count() {
        count++;
    }

    /** It goes on. */
    void forget() {
        count = 0;
    }

    /** {@return completes when the pause is over; to be cancelled if nobody wants to ask any more} */
    CompletableFuture<Void> pause() {
        return new CompletableFuture<Void>().completeOnTimeout(null, millis(), TimeUnit.MILLISECONDS);
    }

    long millis() {
        return count == 0 ? 0 : (long) FIRST_MILLIS << Math.min(count - 1, MOST_DOUBLINGS);
    }
}
