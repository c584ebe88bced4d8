package dev.loopline.transport;

import java.net.SocketAddress;

/**
 * A kind of transport. Found by {@link java.util.ServiceLoader}; of several that support an address the one with the
 * highest {@link #priority} is used.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface TransportProvider {
    /** {@return a short name for logs: {@code tcp-epoll}} */
    String name();

    /** {@return the greater, the more this provider is preferred; negative if it cannot work on this machine} */
    int priority();

    /**
     * Tells whether addresses of a kind are this provider's.
     *
     * @param address any address
     * @return whether it can bind or connect to addresses of that kind
     */
    boolean supports(SocketAddress address);

    /**
     * Starts what the transport needs.
     *
     * @param options sizes and names
     * @return the running transport, to be closed by the caller
     */
    TransportRuntime open(TransportOptions options);
}
