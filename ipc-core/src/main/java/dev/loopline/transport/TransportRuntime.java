package dev.loopline.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;

/**
 * The connections of a transport, for one server or client, and the threads that they have, which others may share
 * ({@link TransportOptions#sharesThreads}).
 *
 * <p><b>Threading:</b> any thread.
 */
public interface TransportRuntime extends AutoCloseable {
    /**
     * Accepts connections at an address. Returns once it does.
     *
     * @param address a loopback address of the kind that the provider supports; port 0 for one that the kernel chooses
     * @param acceptor takes what comes in
     * @return the binding
     * @throws IOException if the address cannot be had; a {@link java.net.BindException} if it is in use
     * @throws IllegalArgumentException if the address is not a loopback literal
     */
    Binding bind(SocketAddress address, Acceptor acceptor) throws IOException;

    /**
     * Connects to an address.
     *
     * @param address a loopback address of the kind that the provider supports
     * @param acceptor takes the connection
     * @return completes when the connection is there and the acceptor took it, or with an {@link IOException};
     *     cancelling it gives up the attempt
     * @throws IllegalArgumentException if the address is not a loopback literal or its port is not 1..65535; no attempt
     *     was made then
     */
    CompletableFuture<Void> connect(SocketAddress address, Acceptor acceptor);

    /** {@return whether the current thread is one of this runtime's} */
    boolean ownsCurrentThread();

    /**
     * Ends all bindings and connections, and the threads unless others share them, and returns when they have ended. Must not
     * be called on one of its own threads.
     */
    @Override
    void close();
}
