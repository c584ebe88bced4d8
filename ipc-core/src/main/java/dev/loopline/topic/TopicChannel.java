package dev.loopline.topic;

import com.google.protobuf.MessageLite;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A topic as one process reaches it. Not for implementation by applications.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param <T> the events
 */
public interface TopicChannel<T extends MessageLite> {
    /** {@return the topic} */
    Topic<T> topic();

    /**
     * Publishes an event, and returns when it is queued for the hub. The hub takes the events of one process to one topic in
     * the order in which they were published.
     *
     * <p>It waits while the hub does not take what was published before. That is so when a subscription whose policy is
     * {@link OverflowPolicy#BLOCK} is full, and never because of another subscription. Queued is not yet taken: if the
     * connection is lost, so may be what the hub has not taken; {@link #publishConfirmed} tells.
     *
     * @param event what to publish
     * @return what became of it
     * @throws dev.loopline.StatusException if it was not queued: there is no connection ({@code UNAVAILABLE}), the hub has
     *     refused the topic ({@code PERMISSION_DENIED}, {@code TOPIC_TYPE}), the event is too large
     * @throws IllegalStateException on a thread that moves frames, if it would wait
     */
    Published publish(T event);

    /**
     * Publishes an event, unless that would wait.
     *
     * @param event what to publish
     * @return {@link Published#NOT_QUEUED} if it would
     * @throws dev.loopline.StatusException as {@link #publish}
     */
    Published tryPublish(T event);

    /**
     * Publishes an event, and tells when the hub took it: when it stands in the queue of every subscription.
     *
     * @param event what to publish
     * @return completes with what the hub did, or with a {@link dev.loopline.StatusException}, exactly once; on the
     *     connection's thread. Cancelling it has no effect on the event.
     */
    CompletableFuture<Receipt> publishConfirmed(T event);

    /**
     * Subscribes with the default options. Returns when the hub has confirmed it: nothing that is published
     * afterwards is missed.
     *
     * @param handler given one event after the other. One that throws is logged and does not end the subscription
     * @return the subscription, to be closed
     * @throws dev.loopline.StatusException if the hub refuses it, or there is no connection
     * @throws IllegalStateException on a thread that moves frames
     */
    default Subscription subscribe(Consumer<? super T> handler) {
        return subscribe(SubscriptionOptions.DEFAULT, handler);
    }

    /**
     * Subscribes. Returns when the hub has confirmed it: nothing that is published afterwards is missed.
     *
     * @param options how events reach the handler
     * @param handler given one event after the other
     * @return the subscription, to be closed
     * @throws dev.loopline.StatusException if the hub refuses it, or there is no connection
     * @throws IllegalStateException on a thread that moves frames
     */
    Subscription subscribe(SubscriptionOptions options, Consumer<? super T> handler);

    /**
     * {@return the events as a publisher. Each of its subscribers has a subscription of its own at the hub, made when it
     * subscribes and confirmed before {@code onSubscribe}; what it has not requested waits there, by the policy of the options.
     * {@code onSubscribe} and failures of the subscription are told on the thread that subscribes, events on that of the options}
     *
     * @param options how events reach the subscribers
     */
    Flow.Publisher<T> asPublisher(SubscriptionOptions options);

    /** What became of an event. */
    enum Published {
        /** It is queued for the hub, behind what this process published before. */
        QUEUED,

        /** The hub is in this process and has taken it: it stands in the queue of every subscription. */
        TAKEN,

        /** It was not queued, since that would have waited. */
        NOT_QUEUED
    }

    /**
     * What the hub did with an event.
     *
     * @param subscriptions how many subscriptions the topic had
     */
    record Receipt(int subscriptions) {}
}
