package dev.loopline.internal.topic;

import com.google.protobuf.MessageLite;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.EventBus;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The hub as its own process reaches it: without a connection. Any thread. */
public final class LocalBus implements EventBus {
    private static final int MAX_OPEN = 1024;

    private final Hub hub;
    private final Executor handlers;
    private final Map<String, LiveTopic> open =
            new LinkedHashMap<>(16, 0.75f, true); // guarded by itself; used last is last

    /**
     * Makes it.
     *
     * @param hub of this process
     * @param handlers run those handlers that say nothing else
     */
    public LocalBus(Hub hub, Executor handlers) {
        this.hub = hub;
        this.handlers = handlers;
    }

    @Override
    public <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        return new LocalChannel<>(this, topic);
    }

    @Override
    public <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        return start(new Handling<>(pattern, options, handler));
    }

    /**
     * Publishes an event.
     *
     * @param full given the subscriptions that have no room and let the publisher wait
     */
    <T extends MessageLite> HubEvent publish(Topic<T> topic, T event, List<HubSubscription> full) {
        byte[] key = RemoteChannel.key(topic, event);
        byte[] payload = event.toByteArray();
        while (true) {
            LiveTopic open = open(topic);
            HubEvent published = new HubEvent(open, key, payload, false);
            if (hub.publish(open, published, full) >= 0) {
                return published;
            }
        }
    }

    /** {@return the topic, which stays open until others have been published to since} */
    private LiveTopic open(Topic<?> topic) {
        synchronized (open) {
            LiveTopic known = open.get(topic.name());
            if (known != null && known.type().equals(topic.type()) && known.retains() == topic.isRetained()) {
                return known;
            }
            LiveTopic made = hub.open(hub.ownProcess(), topic.name(), topic.type(), topic.isRetained());
            open.put(topic.name(), made);
            if (open.size() > MAX_OPEN) {
                String oldest = open.keySet().iterator().next();
                hub.release(open.remove(oldest));
            }
            return made;
        }
    }

    @Override
    public List<TopicInfo> topics(String pattern) {
        return hub.topics(TopicPattern.ofAnyType(pattern).text());
    }

    @Override
    public List<Peer> peers() {
        return hub.peers();
    }

    <T> LocalSubscription<T> start(Handling<T> handling) {
        return LocalSubscription.start(hub, handlers, handling);
    }
}
