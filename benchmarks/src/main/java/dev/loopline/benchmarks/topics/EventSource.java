package dev.loopline.benchmarks.topics;

/** A publisher to one topic. For one thread. */
interface EventSource extends AutoCloseable {
    /** {@return the port of 127.0.0.1 where subscribers find it; 0 if there is a hub} */
    int port();

    /** Publishes an event; may wait until there is room for it. */
    void publish(long number, long sentNanos);

    @Override
    void close();
}
