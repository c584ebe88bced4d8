package dev.loopline.transport;

import java.net.SocketAddress;

/**
 * An address at which connections are accepted.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface Binding extends AutoCloseable {
    /** {@return the address, with the port that the kernel chose} */
    SocketAddress address();

    /** Accepts no more and frees the address before it returns. Connections that were accepted go on. */
    @Override
    void close();
}
