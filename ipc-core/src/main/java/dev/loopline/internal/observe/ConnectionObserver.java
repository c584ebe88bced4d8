package dev.loopline.internal.observe;

/** Told which connections are open. Called in the connections' roles, by many at once; must not block. */
public interface ConnectionObserver {
    /** Takes no notice. */
    ConnectionObserver NONE = new ConnectionObserver() {
        @Override
        public void opened(ConnectionFigures connection) {}

        @Override
        public void closed(ConnectionFigures connection) {}
    };

    /**
     * This side has tried to connect to an endpoint.
     *
     * @param connected whether it did
     */
    default void attempted(boolean connected) {}

    /**
     * A handshake is complete.
     *
     * @param connection its figures, all zero; they may be read from now on
     */
    void opened(ConnectionFigures connection);

    /**
     * The connection has ended. Once for each that was opened.
     *
     * @param connection its figures, which change no more
     */
    void closed(ConnectionFigures connection);
}
