package dev.loopline.internal.engine;

import java.io.Serial;

/** The peer broke the protocol, so the connection ends. Made from what arrived, so it has no stack trace. */
final class ProtocolException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message, null, false, false);
    }
}
