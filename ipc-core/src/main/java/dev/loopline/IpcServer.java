package dev.loopline;

import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointName;
import java.util.List;

/**
 * A running server: it listens on loopback, can be found by its name, and serves those who prove that they may read its
 * endpoint file.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface IpcServer extends AutoCloseable {
    /**
     * Begins to describe a server.
     *
     * @param name the name under which clients find it, {@code photo/thumbs}; see {@link EndpointName}
     * @return a builder
     * @throws IllegalArgumentException if it cannot be a name
     */
    static IpcServerBuilder named(String name) {
        return new IpcServerBuilder(EndpointName.of(name));
    }

    /** {@return the name, the addresses and the identity of this server; its text form does not show the token} */
    Endpoint endpoint();

    /**
     * {@return the connections that are open at this moment, on which the processes at the other end can be called; a
     * client that has just connected may not be among them yet}
     */
    List<IpcConnection> connections();

    /**
     * Withdraws the endpoint, ends all connections and waits for the threads that this server started. Calls that are
     * being served are cancelled, also the one whose handler closes the server. Later calls have no effect.
     *
     * @throws IllegalStateException if called on a thread that moves frames, by a handler that runs directly on a
     *     connection for instance
     */
    @Override
    void close();
}
