package dev.loopline.internal.topic;

import com.google.protobuf.MessageLite;
import dev.loopline.internal.engine.Logs;
import dev.loopline.proto.hub.v1.ListPeersRequest;
import dev.loopline.proto.hub.v1.ListTopicsRequest;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.EventBus;
import dev.loopline.topic.LastWill;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The hub as a client reaches it. Any thread.
 *
 * <p>Each topic that it publishes to has a stream of its own. Those that were opened first are closed when there are too
 * many, and opened again when they are wanted.
 */
public final class RemoteBus implements EventBus {
    /** Streams for publishing at once; fewer than a hub permits by default. */
    static final int MAX_PUBLISHING = 200;

    private static final long CLOSE_MILLIS = 2_000;

    private final HubConnections hub;
    private final Map<String, PublishingStream> publishing = new LinkedHashMap<>(); // guarded by itself
    private final Map<String, PublishingStream> retiring =
            new HashMap<>(); // guarded by publishing; what they took still leaves
    private final Set<RemoteWill<?>> wills = ConcurrentHashMap.newKeySet();
    private final Set<RemoteSubscription<?>> subscriptions = ConcurrentHashMap.newKeySet();

    /**
     * Makes it.
     *
     * @param hub how it is reached
     */
    public RemoteBus(HubConnections hub) {
        this.hub = hub;
    }

    HubConnections hub() {
        return hub;
    }

    @Override
    public <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        return new RemoteChannel<>(this, topic);
    }

    @Override
    public <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        return start(new Handling<>(pattern, options, handler));
    }

    <T> RemoteSubscription<T> start(Handling<T> handling) {
        RemoteSubscription<T> made = new RemoteSubscription<>(this, handling);
        made.start();
        subscriptions.add(made);
        if (!made.isOpen()) {
            subscriptions.remove(made);
        }
        return made;
    }

    @Override
    public List<TopicInfo> topics(String pattern) {
        return TopicsClient.on(hub.current())
                .listTopics(ListTopicsRequest.newBuilder().setPattern(pattern).build())
                .getTopicsList();
    }

    @Override
    public List<Peer> peers() {
        return TopicsClient.on(hub.current())
                .listPeers(ListPeersRequest.getDefaultInstance())
                .getPeersList();
    }

    /**
     * Leaves an event behind with the hub.
     *
     * @param <T> the event
     * @param topic where it is published
     * @param event what is published
     * @return to withdraw it
     * @throws dev.loopline.StatusException if the hub refuses it
     */
    public <T extends MessageLite> LastWill leaveWill(Topic<T> topic, T event) {
        RemoteWill<T> will = new RemoteWill<>(this, topic, event);
        will.start();
        wills.add(will);
        return will;
    }

    void forget(RemoteWill<?> will) {
        wills.remove(will);
    }

    void forget(RemoteSubscription<?> subscription) {
        subscriptions.remove(subscription);
    }

    /**
     * {@return the stream for publishing to a topic, a new one if there is none that goes on}
     *
     * @throws dev.loopline.StatusException if there is no connection
     */
    PublishingStream stream(Topic<?> topic) {
        PublishingStream oldest = null;
        PublishingStream stream;
        synchronized (publishing) {
            PublishingStream former = publishing.get(topic.name());
            if (former != null && former.goesOnFor(topic)) {
                return former;
            }
            stream = new PublishingStream(hub.current(), topic, former == null ? retiring.get(topic.name()) : former);
            publishing.remove(topic.name()); // so that it is the last
            publishing.put(topic.name(), stream);
            if (publishing.size() > MAX_PUBLISHING) {
                String first = publishing.keySet().iterator().next();
                oldest = publishing.remove(first);
                retiring.put(first, oldest);
            }
        }
        if (oldest != null) {
            retire(oldest);
        }
        return stream;
    }

    private void retire(PublishingStream stream) {
        stream.retire();
        var unused = stream.ended().thenAccept(how -> {
            synchronized (publishing) {
                retiring.remove(stream.topicName(), stream);
            }
        });
    }

    /** Ends what this client has at the hub. Waits a while for the hub to take what was published. */
    public void close() {
        List.copyOf(wills).forEach(RemoteWill::close);
        List.copyOf(subscriptions).forEach(RemoteSubscription::close);
        List<PublishingStream> streams;
        synchronized (publishing) {
            streams = new ArrayList<>(publishing.values());
            streams.addAll(retiring.values()); // what they took still leaves
            publishing.clear();
        }
        streams.stream().filter(PublishingStream::isOpen).forEach(PublishingStream::retire);
        CompletableFuture<?>[] ends =
                streams.stream().map(PublishingStream::ended).toArray(CompletableFuture<?>[]::new);
        boolean taken = CompletableFuture.allOf(ends)
                .thenApply(nothing -> true)
                .completeOnTimeout(false, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        if (!taken) {
            Logs.ENGINE.warn(
                    "a client is closed, and within {} ms the hub has not taken all that it published", CLOSE_MILLIS);
        }
    }
}
