package dev.loopline;

import dev.loopline.internal.time.Durations;
import java.time.Duration;

/**
 * How soon a side notices that the other one is stopped or cannot be reached, where the operating system does not say so:
 * when it has heard nothing for a while it asks, and when nothing comes then either it ends the connection.
 *
 * <p>A process that ends, however it does, is noticed at once and without this. The time in which this side itself stood
 * still (suspended, collecting garbage, in a debugger) does not count against the other.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param idle how long nothing arrives before this side asks, an eighth more or less; 2 s to 1 h; zero if it never does
 * @param timeout how long nothing arrives after that before the connection ends with {@code KEEPALIVE_TIMEOUT}; 2 s to 1 h;
 *     zero if {@code idle} is
 */
public record Keepalive(Duration idle, Duration timeout) {
    /** Shortest time of either. */
    public static final Duration MIN = Duration.ofSeconds(2);

    /** Longest time of either. */
    public static final Duration MAX = Duration.ofHours(1);

    /** 10 s and 10 s: a peer that stopped is noticed within 22 s. */
    public static final Keepalive DEFAULT = new Keepalive(Duration.ofSeconds(10), Duration.ofSeconds(10));

    /** Never asks, for programs that are stopped in a debugger; it still answers. */
    public static final Keepalive OFF = new Keepalive(Duration.ZERO, Duration.ZERO);

    /**
     * Checks the parts.
     *
     * @param idle 2 s to 1 h, or zero
     * @param timeout 2 s to 1 h, or zero if {@code idle} is
     * @throws IllegalArgumentException if one is out of its bounds
     */
    public Keepalive {
        if (!idle.isZero() || !timeout.isZero()) {
            requireBounds("idle", idle);
            requireBounds("timeout", timeout);
        }
    }

    private static void requireBounds(String what, Duration time) {
        if (time.compareTo(MIN) < 0 || time.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(what + ": " + Durations.text(time) + " (expected: " + Durations.text(MIN)
                    + " to " + Durations.text(MAX) + ", or both zero)");
        }
    }

    /** {@return whether it ever asks} */
    public boolean isOn() {
        return !idle.isZero();
    }
}
