package dev.loopline.process;

import java.time.Duration;

/**
 * When a helper whose process has ended is started again, how soon, and when that is given up.
 *
 * <p>Only a helper that has been ready is started again; a first start that fails is reported to whoever asked for it. The
 * pause doubles with each restart, and begins small again when a process was up for longer than the window of the crash
 * limit.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param when after which ends
 * @param firstPause before the first restart
 * @param maxPause before any restart
 * @param maxCrashes so many ends within the window, and it is not started again
 * @param window of the crash limit
 */
public record RestartPolicy(When when, Duration firstPause, Duration maxPause, int maxCrashes, Duration window) {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
    private static final int MAX_CRASHES = 5;
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** After which ends a helper is started again. */
    public enum When {
        /** After none. */
        NEVER,
        /** After all but an exit with code 0. */
        ON_FAILURE,
        /** After all that nobody asked for. */
        ALWAYS
    }

    /**
     * Checks the values.
     *
     * @param when not {@code null}
     * @param firstPause zero or more
     * @param maxPause not shorter than the first, at most a day
     * @param maxCrashes 1 to 1000
     * @param window more than zero, at most a day
     * @throws IllegalArgumentException if one is not
     */
    public RestartPolicy {
        if (when == null) {
            throw new NullPointerException("when");
        }
        if (firstPause.isNegative() || maxPause.compareTo(firstPause) < 0 || maxPause.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("pauses: " + firstPause + " to " + maxPause
                    + " (expected: growing, within PT0S to " + LONGEST + ")");
        }
        if (maxCrashes < 1 || maxCrashes > 1000) {
            throw new IllegalArgumentException("maxCrashes: " + maxCrashes + " (expected: 1..1000)");
        }
        if (window.isNegative() || window.isZero() || window.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "window: " + window + " (expected: more than PT0S, up to " + LONGEST + ")");
        }
    }

    /** {@return the policy by which a helper is not started again} */
    public static RestartPolicy never() {
        return of(When.NEVER);
    }

    /** {@return the policy by which it is started again unless it exits with code 0; pauses of 100 ms to 10 s, and given up
     * after 5 ends within 60 s} */
    public static RestartPolicy onFailure() {
        return of(When.ON_FAILURE);
    }

    /** {@return the policy by which it is started again whatever its exit code; with the limits of {@link #onFailure}} */
    public static RestartPolicy always() {
        return of(When.ALWAYS);
    }

    private static RestartPolicy of(When when) {
        return new RestartPolicy(when, FIRST_PAUSE, MAX_PAUSE, MAX_CRASHES, WINDOW);
    }

    /**
     * {@return this policy with other pauses}
     *
     * @param first before the first restart
     * @param max before any
     * @throws IllegalArgumentException as the constructor
     */
    public RestartPolicy withPauses(Duration first, Duration max) {
        return new RestartPolicy(when, first, max, maxCrashes, window);
    }

    /**
     * {@return this policy with another limit}
     *
     * @param crashes so many ends
     * @param within that time, and it is given up
     * @throws IllegalArgumentException as the constructor
     */
    public RestartPolicy withCrashLimit(int crashes, Duration within) {
        return new RestartPolicy(when, firstPause, maxPause, crashes, within);
    }

    /**
     * {@return whether a helper is to be started again, apart from the crash limit}
     *
     * @param exit how it ended
     */
    public boolean restartsAfter(HelperExit exit) {
        return switch (when) {
            case NEVER -> false;
            case ON_FAILURE -> exit.isFailure();
            case ALWAYS -> exit.reason() != HelperExit.Reason.STOPPED && exit.reason() != HelperExit.Reason.DETACHED;
        };
    }
}
