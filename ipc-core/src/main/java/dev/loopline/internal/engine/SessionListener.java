package dev.loopline.internal.engine;

/** Told of the sessions of a server, in the role of each. Must not block. */
public interface SessionListener {
    /** Nobody is told. */
    SessionListener NONE = new SessionListener() {
        @Override
        public void joined(Session session) {
            // nobody wants to know
        }

        @Override
        public void left(Session session, String reason) {
            // nobody wants to know
        }
    };

    /**
     * A client has proved itself. Before any of its calls arrives.
     *
     * @param session its session
     */
    void joined(Session session);

    /**
     * A session has ended, and with it all its calls.
     *
     * @param session which
     * @param reason why: {@link Session#GOODBYE}, {@link Session#LOST}, or the reason of the status with which this side ended
     *     it
     */
    void left(Session session, String reason);
}
