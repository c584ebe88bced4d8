package dev.loopline.internal.engine;

import dev.loopline.HandshakeLimits;
import dev.loopline.internal.handshake.Grant;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.internal.observe.HandshakeObserver;
import dev.loopline.transport.Acceptor;
import dev.loopline.transport.Transport;
import dev.loopline.transport.TransportListener;
import java.util.List;

/**
 * Lets those in who prove themselves: the accepting side of a server.
 *
 * <p>Any thread.
 */
public final class SessionAcceptor implements Acceptor {
    private final ServerHandshake.Rules rules;
    private final HandshakeLimits limits;
    private final SessionConfig config;
    private final HandshakeObserver observer;
    private final SessionListener listener;
    private final Admission admission;

    /**
     * Makes an acceptor.
     *
     * @param rules of the handshake
     * @param limits of those who are not let in yet
     * @param config of the sessions
     * @param observer counts handshakes
     * @param listener told of sessions
     */
    public SessionAcceptor(
            ServerHandshake.Rules rules,
            HandshakeLimits limits,
            SessionConfig config,
            HandshakeObserver observer,
            SessionListener listener) {
        this.rules = rules;
        this.limits = limits;
        this.config = config;
        this.observer = observer;
        this.listener = listener;
        this.admission = new Admission(limits);
    }

    @Override
    public TransportListener onConnection(Transport transport) {
        return new ServerOpening(this, transport);
    }

    /** {@return the sessions that are open} */
    public List<Session> sessions() {
        return admission.sessions();
    }

    /**
     * Ends the connections of a token that has been revoked. Nobody gets in with it any more.
     *
     * @param grant what it gave
     */
    public void endSessionsOf(Grant grant) {
        for (Session session : admission.sessions()) {
            if (session.grant() == grant) {
                session.endRevoked();
            }
        }
    }

    /** {@return how many connections are in the handshake} */
    public int openingCount() {
        return admission.openingCount();
    }

    /** Lets nobody in any more and ends what is in the handshake. Sessions go on. */
    public void close() {
        for (ServerOpening opening : admission.close()) {
            opening.abandon();
        }
    }

    ServerHandshake.Rules rules() {
        return rules;
    }

    HandshakeLimits limits() {
        return limits;
    }

    SessionConfig config() {
        return config;
    }

    HandshakeObserver observer() {
        return observer;
    }

    SessionListener listener() {
        return listener;
    }

    Admission admission() {
        return admission;
    }
}
