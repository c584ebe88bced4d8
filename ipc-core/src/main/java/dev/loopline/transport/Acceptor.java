package dev.loopline.transport;

/** Takes new connections, those that came in and those that were asked for. */
@FunctionalInterface
public interface Acceptor {
    /**
     * Says who is told what happens on a connection.
     *
     * @param transport the new connection; nothing was read from it yet
     * @return its listener; {@link TransportListener#onOpen} is called next. Called in the connection's role; must not
     *     block.
     */
    TransportListener onConnection(Transport transport);
}
