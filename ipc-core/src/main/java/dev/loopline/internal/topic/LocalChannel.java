package dev.loopline.internal.topic;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.StatusException;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A topic in the process of the hub. Any thread.
 *
 * <p>At most one event of a channel waits for subscriptions that have no room; as long as it does, no further one is
 * published through the channel.
 *
 * @param <T> the events
 */
final class LocalChannel<T extends MessageLite> implements TopicChannel<T> {
    private final LocalBus bus;
    private final Topic<T> topic;
    private volatile CompletableFuture<Void> waiting = CompletableFuture.completedFuture(null);

    LocalChannel(LocalBus bus, Topic<T> topic) {
        this.bus = bus;
        this.topic = topic;
    }

    @Override
    public Topic<T> topic() {
        return topic;
    }

    @Override
    public Published publish(T event) {
        awaitRoom();
        List<HubSubscription> full = new ArrayList<>(0);
        HubEvent published = bus.publish(topic, requireNonNull(event, "event"), full);
        CompletableFuture<Void> taken = insist(full, published);
        if (!taken.isDone() && BlockingCalls.onTransportThread()) {
            return Published.QUEUED;
        }
        awaitTaken(taken);
        return Published.TAKEN;
    }

    @Override
    public Published tryPublish(T event) {
        if (!waiting.isDone()) {
            return Published.NOT_QUEUED;
        }
        List<HubSubscription> full = new ArrayList<>(0);
        HubEvent published = bus.publish(topic, requireNonNull(event, "event"), full);
        return insist(full, published).isDone() ? Published.TAKEN : Published.QUEUED;
    }

    @Override
    public CompletableFuture<Receipt> publishConfirmed(T event) {
        try {
            awaitRoom();
            List<HubSubscription> full = new ArrayList<>(0);
            HubEvent published = bus.publish(topic, requireNonNull(event, "event"), full);
            int subscriptions = ((LiveTopic) published.topic()).subscriptions().length;
            return insist(full, published).thenApply(nothing -> new Receipt(subscriptions));
        } catch (StatusException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Void> insist(List<HubSubscription> full, HubEvent event) {
        if (full.isEmpty()) {
            return waiting.isDone() ? waiting : CompletableFuture.completedFuture(null);
        }
        List<CompletableFuture<Void>> each = new ArrayList<>(full.size());
        for (HubSubscription subscription : full) {
            CompletableFuture<Void> taken = new CompletableFuture<>();
            HubPublications.insist(subscription, event, () -> taken.complete(null));
            each.add(taken);
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new));
        waiting = all;
        return all;
    }

    private void awaitRoom() {
        CompletableFuture<Void> before = waiting;
        if (!before.isDone()) {
            BlockingCalls.requireWaitingAllowed(BlockingCalls.onTransportThread(), "publish to " + topic.name());
            awaitTaken(before);
        }
    }

    private void awaitTaken(CompletableFuture<Void> taken) {
        if (!taken.isDone()) {
            var unused = BlockingCalls.await("publish to " + topic.name(), taken.copy());
        }
    }

    @Override
    public Subscription subscribe(SubscriptionOptions options, Consumer<? super T> handler) {
        return bus.subscribe(topic.asPattern(), options, event -> handler.accept(event.message()));
    }

    @Override
    public Flow.Publisher<T> asPublisher(SubscriptionOptions options) {
        return new EventPublisher<>(topic.asPattern(), options, bus::start);
    }
}
