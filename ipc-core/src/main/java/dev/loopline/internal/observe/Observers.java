package dev.loopline.internal.observe;

/**
 * Who is told what happens on the connections of a server or client.
 *
 * @param handshakes told of those who come in
 * @param connections told which connections are open
 * @param made told of the calls that this side makes
 * @param served told of the calls that this side serves
 * @param hubs told of the hub of a server
 */
public record Observers(
        HandshakeObserver handshakes,
        ConnectionObserver connections,
        MethodObservers made,
        MethodObservers served,
        HubObserver hubs) {
    /**
     * Makes observers of what has no hub.
     *
     * @param handshakes told of those who come in
     * @param connections told which connections are open
     * @param made told of the calls that this side makes
     * @param served told of the calls that this side serves
     */
    public Observers(
            HandshakeObserver handshakes,
            ConnectionObserver connections,
            MethodObservers made,
            MethodObservers served) {
        this(handshakes, connections, made, served, HubObserver.NONE);
    }

    /** Nobody. */
    public static final Observers NONE =
            new Observers(HandshakeObserver.NONE, ConnectionObserver.NONE, MethodObservers.NONE, MethodObservers.NONE);

    /** What can be asked for observers: the metrics that an application handed in, seen from inside. */
    public interface Source {
        /** {@return observers of a server, whose connections come in} */
        Observers ofServer();

        /** {@return observers of a client, which makes its connections} */
        Observers ofClient();
    }
}
