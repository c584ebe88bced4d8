package dev.loopline.internal.observe;

import dev.loopline.internal.handshake.HandshakeOutcome;

/** Told how handshakes end. Called on connections' threads, by many at once; must not block. */
@FunctionalInterface
public interface HandshakeObserver {
    /** Takes no notice. */
    HandshakeObserver NONE = outcome -> {};

    /**
     * A handshake ended on the accepting side. Once per accepted connection.
     *
     * @param outcome how
     */
    void onHandshake(HandshakeOutcome outcome);
}
