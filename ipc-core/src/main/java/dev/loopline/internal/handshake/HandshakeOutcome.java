package dev.loopline.internal.handshake;

/** How a handshake ended, as counted by the side that accepted the connection. The set is fixed: it becomes a tag. */
public enum HandshakeOutcome {
    /** Both sides proved themselves. */
    ACCEPTED,
    /** The first bytes are those of HTTP, WebSocket upgrades included. */
    NOT_LOOPLINE_HTTP,
    /** The first bytes are those of a TLS handshake. */
    NOT_LOOPLINE_TLS,
    /** The first bytes are those of something else. */
    NOT_LOOPLINE_OTHER,
    /** The hello breaks the rules of its layout. */
    MALFORMED,
    /** No common version. */
    UNSUPPORTED_VERSION,
    /** The client sees other addresses than the server: something relays. */
    ADDRESS_MISMATCH,
    /** The client does not know the token. */
    BAD_PROOF,
    /** As many clients are connected as may be. */
    TOO_MANY_CONNECTIONS,
    /** The deadline passed first. */
    TIMED_OUT,
    /** A newer connection needed the place. */
    EVICTED,
    /** The client went away first. */
    ABANDONED
}
