package dev.loopline.internal.topic;

/** Takes what waits for a subscription to its subscriber. */
interface Feed {
    /** Something waits, or the subscription has ended. Any thread, not holding a lock of the hub; does not block. */
    void wake();
}
