package dev.loopline.internal.time;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as people write them: {@code 300 ms}, {@code 1.5 s}, {@code 10 min}. */
public final class Durations {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Beyond that there is no number for the milliseconds. */
    private static final long MAX_MILLIONS_OF_SECONDS = 1_000_000_000L;

    private Durations() {}

    /**
     * Writes a duration: in hours or minutes if it is a whole number of them, else in seconds or milliseconds.
     *
     * @param duration any
     * @return number and unit; three places after the point at most, the rest is cut off
     */
    public static String text(Duration duration) {
        if (!duration.isZero() && isWhole(duration, HOUR)) {
            return duration.dividedBy(HOUR) + " h";
        }
        if (!duration.isZero() && isWhole(duration, MINUTE)) {
            return duration.dividedBy(MINUTE) + " min";
        }
        if (duration.compareTo(SECOND) < 0 && duration.compareTo(SECOND.negated()) > 0) {
            return thousandths(duration.toNanos() / 1_000) + " ms";
        }
        return Math.abs(duration.toSeconds() / 1_000_000) > MAX_MILLIONS_OF_SECONDS
                ? duration.toSeconds() + " s"
                : thousandths(duration.toMillis()) + " s";
    }

    private static boolean isWhole(Duration duration, Duration unit) {
        return duration.equals(unit.multipliedBy(duration.dividedBy(unit)));
    }

    private static String thousandths(long count) {
        return BigDecimal.valueOf(count, 3).stripTrailingZeros().toPlainString();
    }
}
