package dev.loopline.internal.topic;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A topic that somebody publishes to, or that has kept events, with the subscriptions that match it.
 *
 * <p>Whoever publishes reads the array of subscriptions, which is replaced and never changed. Topics that keep events are
 * published to under their own lock, so that a new subscription gets what was kept and then everything after it.
 */
final class LiveTopic extends HubTopic {
    private static final HubSubscription[] NONE = {};

    private final boolean retains;
    private final Object owner;
    private volatile HubSubscription[] subscriptions = NONE; // written under the hub's lock
    final ReentrantLock lock = new ReentrantLock(); // of what it keeps, while it keeps events
    boolean closed; // guarded by its lock: nothing is kept here any more
    int publishers; // guarded by the hub's lock

    /**
     * Makes a topic without subscriptions.
     *
     * @param owner who opened it: the role of a client, or the process of the hub; told apart by identity
     */
    LiveTopic(String name, String type, boolean retains, Object owner) {
        super(name, type);
        this.retains = retains;
        this.owner = owner;
    }

    Object owner() {
        return owner;
    }

    boolean retains() {
        return retains;
    }

    HubSubscription[] subscriptions() {
        return subscriptions;
    }

    void add(HubSubscription subscription) {
        HubSubscription[] now = Arrays.copyOf(subscriptions, subscriptions.length + 1);
        now[now.length - 1] = subscription;
        subscriptions = now;
    }

    void remove(HubSubscription subscription) {
        subscriptions = Arrays.stream(subscriptions)
                .filter(other -> other != subscription)
                .toArray(HubSubscription[]::new);
    }
}
