package dev.loopline.internal.server;

import dev.loopline.PeerInfo;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionListener;
import dev.loopline.internal.topic.HubPeer;
import dev.loopline.internal.topic.HubService;

/** Tells the hub of a server who is connected. In the role of each connection. */
final class HubMembers implements SessionListener {
    private final HubService hub;

    HubMembers(HubService hub) {
        this.hub = hub;
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
    }

    @Override
    public void left(Session session, String reason) {
        hub.left(session.connection(), reason);
    }
}
