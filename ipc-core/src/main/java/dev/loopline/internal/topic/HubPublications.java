package dev.loopline.internal.topic;

import dev.loopline.StatusException;
import dev.loopline.TopicLimits;
import dev.loopline.internal.engine.Logs;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * How events get from publishers into the queues of subscriptions, and who publishes.
 *
 * <p><b>Threading:</b> any thread, without the lock of the hub: a topic has its subscriptions in an array. Nobody is told
 * anything under a lock.
 */
final class HubPublications {
    private final TopicLimits limits;
    private final RetainedEvents retained; // each topic's guarded by that topic
    private final LongAdder published = new LongAdder();
    private final Set<Runnable> toldOfEnd = new LinkedHashSet<>(); // guarded by itself

    HubPublications(TopicLimits limits, RetainedEvents retained) {
        this.limits = limits;
        this.retained = retained;
    }

    /** {@return how many events were taken} */
    long count() {
        return published.sum();
    }

    void begin(HubPeer peer, Runnable onEnd) {
        if (peer.publishing.incrementAndGet() > limits.maxPublishedTopics()) {
            peer.publishing.decrementAndGet();
            throw HubFailures.tooMany("topics that one connection publishes to at once", limits.maxPublishedTopics())
                    .asException();
        }
        synchronized (toldOfEnd) {
            toldOfEnd.add(onEnd);
        }
    }

    void end(HubPeer peer, Runnable onEnd) {
        synchronized (toldOfEnd) {
            toldOfEnd.remove(onEnd);
        }
        peer.publishing.decrementAndGet();
    }

    /** Tells all that publish of the end of the hub. */
    void tellEnd() {
        List<Runnable> all;
        synchronized (toldOfEnd) {
            all = List.copyOf(toldOfEnd);
        }
        all.forEach(Runnable::run);
    }

    int publish(LiveTopic topic, HubEvent event, List<HubSubscription> full) {
        full.clear();
        HubSubscription[] subscriptions;
        if (topic.retains()) {
            topic.lock.lock();
            try {
                if (topic.closed) {
                    return -1;
                }
                if (!retained.put(event)) {
                    throw HubFailures.retainedFull(topic.name()).asException();
                }
                subscriptions = topic.subscriptions();
                offer(subscriptions, event, full);
            } finally {
                topic.lock.unlock();
            }
        } else {
            subscriptions = topic.subscriptions();
            offer(subscriptions, event, full);
        }
        published.increment();
        wake(subscriptions);
        return subscriptions.length;
    }

    /**
     * Publishes events that have arrived together, to a topic that does not keep any.
     *
     * @param run afterwards, it knows the subscriptions that are behind
     * @return how many subscriptions the topic has
     */
    int publish(LiveTopic topic, EventRun run) {
        HubSubscription[] subscriptions = topic.subscriptions();
        for (HubSubscription subscription : subscriptions) {
            int next = subscription.offer(run, 0);
            if (next < run.size()) {
                run.behind().add(new EventRun.Behind(subscription, next));
            }
        }
        published.add(run.size());
        return subscriptions.length;
    }

    static void offer(HubSubscription[] subscriptions, HubEvent event, List<HubSubscription> full) {
        for (HubSubscription subscription : subscriptions) {
            if (!subscription.offer(event)) {
                full.add(subscription);
            }
        }
    }

    static void wake(HubSubscription[] subscriptions) {
        for (HubSubscription subscription : subscriptions) {
            subscription.wake();
        }
    }

    /** Publishes an event of which the hub itself is the publisher: where there is no room it waits for it, without a thread. */
    void publishOwn(LiveTopic topic, HubEvent event) {
        List<HubSubscription> full = new ArrayList<>();
        try {
            publish(topic, event, full);
        } catch (StatusException e) {
            Logs.ENGINE.warn("a last will was not published: {}", e.status());
            return;
        }
        full.forEach(subscription -> insist(subscription, event, () -> {}));
    }

    /** Offers an event until it is taken, without a thread that waits. */
    static void insist(HubSubscription subscription, HubEvent event, Runnable onTaken) {
        while (!subscription.offer(event)) {
            EventQueue queue = subscription.queue();
            if (queue != null && queue.whenRoom(event, () -> insist(subscription, event, onTaken))) {
                return;
            }
        }
        subscription.wake();
        onTaken.run();
    }
}
