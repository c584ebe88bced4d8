package dev.loopline.internal.client;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.ClientState;
import dev.loopline.ClientStateChange;
import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.internal.durable.DurableConnection;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.topic.LastWill;
import dev.loopline.topic.Topic;
import java.util.function.Consumer;

/** A client: a connection over sessions that it makes itself, one after the other. Any thread. */
public final class ConnectedClient extends DurableConnection implements IpcClient {
    private final ClientSessions sessions;

    private ConnectedClient(ClientConfig config, ClientSessions sessions) {
        super(sessions, sessions.topics(), config.observers().made());
        this.sessions = sessions;
    }

    /**
     * Makes a client that does not connect yet.
     *
     * @param config what it is asked to be
     * @return the client
     */
    public static IpcClient unconnected(ClientConfig config) {
        return new ConnectedClient(config, new ClientSessions(config));
    }

    /**
     * Makes a client and connects it.
     *
     * @param config what it is asked to be
     * @return the client, connected
     * @throws StatusException if it cannot connect within the time that it was given
     */
    public static IpcClient connect(ClientConfig config) {
        if (BlockingCalls.onTransportThread()) {
            throw new IllegalStateException("connect to " + config.name() + " on "
                    + Thread.currentThread().getName() + ", a thread that moves frames (expected: another one)");
        }
        ClientSessions sessions = new ClientSessions(config);
        try {
            sessions.connectWithin(config.waitForEndpoint());
            return new ConnectedClient(config, sessions);
        } catch (StatusException e) {
            sessions.close();
            throw e.withCallerTrace();
        } catch (RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    @Override
    public <T extends MessageLite> LastWill leaveWill(Topic<T> topic, T event) {
        return sessions.topics().leaveWill(topic, event);
    }

    @Override
    public ClientState state() {
        return sessions.states().now();
    }

    @Override
    public void onStateChange(Consumer<? super ClientStateChange> listener) {
        sessions.states().add(requireNonNull(listener, "listener"));
    }

    @Override
    public String toString() {
        return sessions.toString();
    }
}
