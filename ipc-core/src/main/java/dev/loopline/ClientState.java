package dev.loopline;

/**
 * What an {@link IpcClient} is up to.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum ClientState {
    /** It was never connected, and no call waits for a connection: it does nothing. */
    NOT_CONNECTED,

    /** It has no connection that takes calls, and looks for its server. */
    CONNECTING,

    /** It has a connection. */
    CONNECTED,

    /**
     * It has none, and the server that its endpoint names was found and did not let it in, or could not prove itself. It
     * tries again when the endpoint changes, as a server that starts anew writes it; one that was made by
     * {@link IpcClient#to} has no endpoint that could, and tries again only for calls that wait.
     */
    REFUSED,

    /** It was closed. Nothing follows. */
    CLOSED
}
