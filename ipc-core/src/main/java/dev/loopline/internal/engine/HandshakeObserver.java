package dev.loopline.internal.engine;

import dev.loopline.internal.handshake.HandshakeOutcome;
import java.util.Locale;
import java.util.function.Consumer;

/** Counts how handshakes end. Called on connections' threads, by many at once; must not block. */
@FunctionalInterface
public interface HandshakeObserver {
    /** Counts nothing. */
    HandshakeObserver NONE = outcome -> {};

    /**
     * A handshake ended on the accepting side. Once per accepted connection.
     *
     * @param outcome how
     */
    void onHandshake(HandshakeOutcome outcome);

    /**
     * Makes an observer that passes outcomes on by name.
     *
     * @param counter takes the name in lower case, one of a fixed set
     * @return the observer
     */
    static HandshakeObserver of(Consumer<String> counter) {
        return outcome -> counter.accept(outcome.name().toLowerCase(Locale.ROOT));
    }
}
