package dev.loopline;

import dev.loopline.internal.time.Durations;
import java.time.Duration;

/**
 * How many may connect, and how long they may take to prove themselves.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param deadline from the moment a connection is accepted until its handshake is complete; traffic does not extend it
 * @param maxUnauthenticated connections in the handshake at once; when one more comes the oldest is closed
 * @param maxConnections connections that are open at once; further clients are refused
 */
public record HandshakeLimits(Duration deadline, int maxUnauthenticated, int maxConnections) {
    /** 5 s, 64 in the handshake, 256 connections. */
    public static final HandshakeLimits DEFAULT = new HandshakeLimits(Duration.ofSeconds(5), 64, 256);

    /**
     * Checks the bounds.
     *
     * @param deadline more than zero, at most one minute
     * @param maxUnauthenticated 1 to 65,536
     * @param maxConnections 1 to 65,536
     * @throws IllegalArgumentException if one is broken
     */
    public HandshakeLimits {
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "deadline: " + Durations.text(deadline) + " (expected: more than 0, at most 1 min)");
        }
        Bounds.check("maxUnauthenticated", maxUnauthenticated, 1, 65_536);
        Bounds.check("maxConnections", maxConnections, 1, 65_536);
    }
}
