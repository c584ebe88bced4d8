package dev.loopline.internal.server;

import dev.loopline.PeerInfo;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionListener;
import dev.loopline.internal.topic.HubPeer;
import dev.loopline.internal.topic.HubService;

/** Tells the hub of a server who is connected, and then who else wants to know. In the role of each connection. */
final class HubMembers implements SessionListener {
    private final HubService hub;
    private final SessionListener next;

    HubMembers(HubService hub, SessionListener next) {
        this.hub = hub;
        this.next = next;
    }

    @Override
    public void joined(Session session) {
        PeerInfo peer = session.connection().peer();
        hub.joined(
                session.connection(),
                HubPeer.client(
                        peer.sessionId(),
                        peer.address(),
                        session.role(),
                        session::later,
                        session.maxMessageBytesOfPeer()));
        next.joined(session);
    }

    @Override
    public void left(Session session, String reason) {
        hub.left(session.connection(), reason);
        next.left(session, reason);
    }
}
