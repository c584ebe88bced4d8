package dev.loopline.internal.handshake;

import java.io.Serial;

/** A hello that ends the handshake. Made on a connection's thread from what a peer sent, so it has no stack trace. */
public final class HelloException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final HandshakeOutcome outcome;

    HelloException(HandshakeOutcome outcome, String message) {
        super(message, null, false, false);
        this.outcome = outcome;
    }

    /** {@return what to count} */
    public HandshakeOutcome outcome() {
        return outcome;
    }
}
