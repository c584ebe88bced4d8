package dev.loopline.benchmarks.topics;

/** Subscribers to one topic, in one process. For one thread. */
interface EventSink extends AutoCloseable {
    /**
     * Makes a connection with a subscription, and waits until it is confirmed as far as that can be.
     *
     * @param arrivals told of each event
     * @param lossless whether publishers are to wait rather than lose events, where there is such a choice
     */
    void subscribe(Arrivals arrivals, boolean lossless);

    /** Ends all subscriptions with their connections. */
    void unsubscribe();

    @Override
    default void close() {
        unsubscribe();
    }
}
