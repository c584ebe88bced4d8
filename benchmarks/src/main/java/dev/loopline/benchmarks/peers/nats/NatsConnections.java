package dev.loopline.benchmarks.peers.nats;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Connections to a nats-server of this machine.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class NatsConnections {
    /** How long to wait for anything. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private NatsConnections() {}

    /**
     * {@return a connection}
     *
     * @param port where the server listens
     */
    public static Connection connect(int port) {
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

    /**
     * Waits until the server has seen all that was sent, subscriptions too.
     *
     * @param connection that it was sent on
     */
    public static void flush(Connection connection) {
        try {
            connection.flush(PATIENCE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("nats-server: no answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Ends one.
     *
     * @param connection to end
     */
    public static void close(Connection connection) {
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
}
