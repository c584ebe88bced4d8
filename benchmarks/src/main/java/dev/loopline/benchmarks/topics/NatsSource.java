package dev.loopline.benchmarks.topics;

import dev.loopline.benchmarks.peers.nats.NatsConnections;
import io.nats.client.Connection;

/** A publisher of NATS. For one thread. */
final class NatsSource implements EventSource {
    private final Connection connection;

    NatsSource(int port) {
        connection = NatsConnections.connect(port);
    }

    @Override
    public int port() {
        return 0;
    }

    @Override
    public void publish(long number, long sentNanos) {
        connection.publish(Events.TOPIC, Events.event(number, sentNanos)); // waits while its queue is full
    }

    @Override
    public void close() {
        NatsConnections.close(connection);
    }
}
