package dev.loopline.internal.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Time that runs out, counted from when this was made; at most a year. Any thread. */
public final class Countdown {
    private static final Duration MAX = Duration.ofDays(365);

    private final boolean limited;
    private final long endNanos;

    /**
     * Begins to count.
     *
     * @param time from now on
     */
    public Countdown(Duration time) {
        limited = time.compareTo(MAX) <= 0;
        long nanos = !limited ? TimeUnit.DAYS.toNanos(MAX.toDays()) : time.toNanos();
        this.endNanos = System.nanoTime() + nanos;
    }

    /** {@return whether the time is so short that it was not cut} */
    public boolean isLimited() {
        return limited;
    }

    /** {@return what is left, in nanoseconds; zero or less once it has run out} */
    public long leftNanos() {
        return endNanos - System.nanoTime();
    }
}
