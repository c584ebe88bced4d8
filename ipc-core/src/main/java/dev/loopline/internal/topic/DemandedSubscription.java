package dev.loopline.internal.topic;

import dev.loopline.topic.Subscription;

/** A subscription whose handler may be given only as many events as were asked for. Any thread. */
interface DemandedSubscription extends Subscription {
    /** Lets more events be given. */
    void request(long count);
}
