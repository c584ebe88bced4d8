package dev.loopline.internal.engine;

import dev.loopline.transport.Cancellable;
import dev.loopline.transport.Transport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends the calls of a connection whose deadline has passed, with one timer for all of them.
 *
 * <p>Deadlines are kept in the calls. The timer is set to the earliest deadline that was started; when it fires, all open
 * calls are looked at and it is set again to the earliest that is left. Calls that end in time, nearly all, cost it
 * nothing: their deadlines are never registered or removed.
 *
 * <p>{@link #now} and {@link #after} may be called by any thread, the rest is for the connection's role.
 */
final class DeadlineTimer {
    /** A deadline that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    private final Transport transport;
    private final long originNanos;
    private final Expiry expiry;
    private long wakeNanos = NEVER;
    private @Nullable Cancellable timer;

    /** Ends what has expired. */
    @FunctionalInterface
    interface Expiry {
        /**
         * Ends the calls whose deadline is not after the given time.
         *
         * @return the earliest deadline that is left, {@link #NEVER} if there is none
         */
        long expire(long nowNanos);
    }

    DeadlineTimer(Transport transport, Expiry expiry) {
        this.transport = transport;
        this.originNanos = transport.nanoTime();
        this.expiry = expiry;
    }

    /** {@return nanoseconds since the connection began, zero or more} */
    long now() {
        return transport.nanoTime() - originNanos;
    }

    /** {@return the deadline that comes after the given time, {@link #NEVER} if that is beyond all reckoning} */
    long after(Duration timeout) {
        if (timeout.toSeconds() >= NEVER / 1_000_000_000L / 2) {
            return NEVER;
        }
        return now() + timeout.toNanos();
    }

    /** Takes note of a deadline. */
    void start(long deadlineNanos) {
        if (deadlineNanos < wakeNanos) {
            wakeAt(deadlineNanos);
        }
    }

    void stop() {
        wakeAt(NEVER);
    }

    private void wakeAt(long deadlineNanos) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        wakeNanos = deadlineNanos;
        if (deadlineNanos != NEVER) {
            timer = transport.schedule(this::fire, deadlineNanos - now());
        }
    }

    private void fire() {
        timer = null;
        wakeNanos = NEVER;
        start(expiry.expire(now()));
    }
}
