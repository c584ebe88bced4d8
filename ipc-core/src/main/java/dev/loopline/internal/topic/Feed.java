package dev.loopline.internal.topic;

/** Takes what waits for a subscription to its subscriber. */
interface Feed {
    /**
     * What waits will be here. Under the hub's lock and before anything is there: remembers it, and nothing else.
     *
     * @param queue of the subscription, until its connection is lost
     */
    void attached(EventQueue queue);

    /** Something waits, or the subscription has ended. Any thread, not holding a lock of the hub; does not block. */
    void wake();
}
