package dev.loopline.internal.topic;

import dev.loopline.internal.engine.Session;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.PeerState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who is connected to a hub, told on the topic of presence, and what those leave behind who go without a goodbye.
 *
 * <p>Any thread. Its own lock guards who there is; nothing is done under it.
 */
final class HubPresence {
    private final LiveTopic topic;
    private final RetainedEvents retained; // of the topic, guarded by it
    private final Map<String, HubPeer> peers =
            new LinkedHashMap<>(); // guarded by itself; as many as there are connections

    HubPresence(LiveTopic topic, RetainedEvents retained) {
        this.topic = topic;
        this.retained = retained;
    }

    void joined(HubPeer peer) {
        synchronized (peers) {
            peers.put(peer.sessionId(), peer);
        }
        announce(peer, PeerState.JOINED, "");
    }

    /**
     * A client is gone: what it left behind comes first, then the news that it left.
     *
     * @param publications publishes what it left behind
     * @param release lets go of the topics of that
     */
    void left(HubPeer peer, String reason, HubPublications publications, Consumer<LiveTopic> release) {
        synchronized (peers) {
            peers.remove(peer.sessionId());
        }
        for (HubEvent will : peer.takeWills()) {
            LiveTopic of = (LiveTopic) will.topic();
            if (!reason.equals(Session.GOODBYE)) {
                publications.publishOwn(of, will);
            }
            release.accept(of);
        }
        announce(peer, PeerState.LEFT, reason);
    }

    private void announce(HubPeer peer, PeerState state, String reason) {
        byte[] key = peer.sessionId().getBytes(StandardCharsets.UTF_8);
        HubEvent event = new HubEvent(topic, key, peer.describe(state, reason).toByteArray(), false);
        HubSubscription[] subscriptions;
        topic.lock.lock();
        try {
            if (state == PeerState.JOINED) {
                // As many as there are connections. One for which there is no room is told to those that subscribe
                // already.
                retained.put(event);
            } else {
                retained.remove(topic, key);
            }
            subscriptions = topic.subscriptions();
            HubPublications.offer(subscriptions, event, new ArrayList<>()); // nobody may have it wait
        } finally {
            topic.lock.unlock();
        }
        HubPublications.wake(subscriptions);
    }

    List<Peer> peers() {
        synchronized (peers) {
            return peers.values().stream()
                    .map(peer -> peer.describe(PeerState.JOINED, ""))
                    .toList();
        }
    }
}
