package dev.loopline.topic;

import com.google.protobuf.MessageLite;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where events are published and subscribed to: a server, which is the hub, or a connection to or of one. Not for
 * implementation by applications.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface EventBus {
    /**
     * {@return a topic, to be published and subscribed to. Keep it: what was published through one is in order}
     *
     * @param <T> the events
     * @param topic name and type
     */
    <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic);

    /**
     * Subscribes to all topics that match a pattern, also those that do not exist yet. Returns when the hub has confirmed
     * it: nothing that is published afterwards is missed.
     *
     * @param <T> the events
     * @param pattern which topics
     * @param options how events reach the handler
     * @param handler given one event after the other
     * @return the subscription, to be closed
     * @throws dev.loopline.StatusException if the hub refuses it, or there is no connection
     * @throws IllegalStateException on a thread that moves frames
     */
    <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler);

    /**
     * Asks the hub for the topics that somebody publishes to, or that have kept events.
     *
     * @param pattern which, as for a subscription: {@code photo.>}, or {@code >} for all but the hub's own, {@code loopline.>}
     * @return those that this process may publish or subscribe to, in the order of their names
     * @throws dev.loopline.StatusException if the hub cannot be asked, or the pattern is none
     * @throws IllegalStateException on a thread that moves frames, unless the hub is in this process
     */
    List<TopicInfo> topics(String pattern);

    /**
     * Asks the hub for the clients that are connected. {@link Presence} tells of those that come and go.
     *
     * @return the clients
     * @throws dev.loopline.StatusException if the hub cannot be asked, or this process may not know
     * @throws IllegalStateException on a thread that moves frames, unless the hub is in this process
     */
    List<Peer> peers();
}
