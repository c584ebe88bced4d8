package dev.loopline.benchmarks.topics;

import dev.loopline.benchmarks.peers.nats.NatsConnections;
import io.nats.client.Connection;
import java.util.ArrayList;
import java.util.List;

/** Subscribers of NATS. For one thread. */
final class NatsSink implements EventSink {
    private final int port;
    private final List<Connection> connections = new ArrayList<>();

    NatsSink(int port) {
        this.port = port;
    }

    @Override
    public void subscribe(Arrivals arrivals, boolean lossless) {
        Connection connection = NatsConnections.connect(port);
        connections.add(connection);
        connection
                .createDispatcher(message -> arrivals.accept(message.getData()))
                .subscribe(Events.TOPIC);
        NatsConnections.flush(connection);
    }

    @Override
    public void unsubscribe() {
        connections.forEach(NatsConnections::close);
        connections.clear();
    }
}
