package dev.loopline.benchmarks.topics;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Subscribers of NATS. For one thread. */
final class NatsSink implements EventSink {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int port;
    private final List<Connection> connections = new ArrayList<>();

    NatsSink(int port) {
        this.port = port;
    }

    static Connection connect(int port) {
        try {
            return Nats.connect(new Options.Builder()
                    .server("nats://127.0.0.1:" + port)
                    .connectionTimeout(PATIENCE)
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException("nats-server at port " + port, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }

    @Override
    public void subscribe(Arrivals arrivals, boolean lossless) {
        Connection connection = connect(port);
        connections.add(connection);
        connection
                .createDispatcher(message -> arrivals.accept(message.getData()))
                .subscribe(Events.TOPIC);
        try {
            connection.flush(PATIENCE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("nats-server at port " + port + ": no answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void unsubscribe() {
        connections.forEach(NatsSink::close);
        connections.clear();
    }
}
