package dev.loopline.topic;

import dev.loopline.proto.hub.v1.Peer;

/**
 * Who is connected to a hub, as a topic: the hub publishes each client that comes and goes, and keeps those that are
 * there. A subscription {@linkplain SubscriptionOptions#withRetained with what is kept} begins with all of them.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class Presence {
    /** The name of the topic. Only the hub publishes to it. */
    public static final String NAME = "loopline.presence";

    /** The type of its events. */
    public static final String TYPE = Peer.getDescriptor().getFullName();

    /** The topic. */
    public static final Topic<Peer> TOPIC =
            Topic.of(NAME, Peer.getDefaultInstance()).retained().keyedBy(Peer::getSessionId);

    private Presence() {}
}
