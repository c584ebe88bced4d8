package dev.loopline;

import com.google.protobuf.MessageLite;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.topic.LastWill;
import dev.loopline.topic.Topic;
import java.util.function.Consumer;

/**
 * A client of one server: finds it by name, proves itself to it, calls its services, and may serve it in turn.
 *
 * <p>When its connection ends, it looks for the server until it has another one or is closed: each time it reads anew
 * where the server is, at once when that changes, otherwise after 10 ms at first and never more than 500 ms. Services of this client
 * and its {@linkplain dev.loopline.topic.Subscription subscriptions} are there again then. Meanwhile calls fail at once with
 * {@link StatusCode#UNAVAILABLE} and {@link Certainty#NOT_EXECUTED}, except those that
 * {@linkplain dev.loopline.call.CallOptions#withWaitForReady wait for a connection}. What was under way when it ended fails,
 * and is made again only as {@link dev.loopline.call.CallOptions} asks for.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface IpcClient extends IpcConnection {
    /**
     * Connects to the server of a name, which must be there.
     *
     * @param name the server's name, {@code photo/thumbs}
     * @return the client, connected
     * @throws IllegalArgumentException if it cannot be a name
     * @throws StatusException if there is no such server, or it cannot be reached, or either side cannot prove itself; the
     *     {@linkplain Status#reason reason} says which
     */
    static IpcClient connect(String name) {
        return named(name).connect();
    }

    /**
     * Begins to describe a client that finds its server by name.
     *
     * @param name the server's name
     * @return a builder
     * @throws IllegalArgumentException if it cannot be a name
     */
    static IpcClientBuilder named(String name) {
        return new IpcClientBuilder(EndpointName.of(name), null);
    }

    /**
     * Leaves an event behind with the hub, to be published if the connection ends without a goodbye. Returns when the hub
     * has it.
     *
     * @param <T> the event
     * @param topic where it is published
     * @param event what is published
     * @return to withdraw it
     * @throws StatusException if the hub refuses it, or there is no connection
     * @throws IllegalStateException on a thread that moves frames
     */
    <T extends MessageLite> LastWill leaveWill(Topic<T> topic, T event);

    /** {@return what it is up to at this moment} */
    ClientState state();

    /**
     * Asks to be told of each change of {@link #state} from now on.
     *
     * @param listener told of one change after the other, in their order, on threads of this client, where it may wait; none of
     *     them is left out unless it does not return while 256 more happen. It stays for as long as the client is open, and
     *     is told of the end by {@link #close}, before that returns, unless it takes more than a second.
     */
    void onStateChange(Consumer<? super ClientStateChange> listener);

    /**
     * Begins to describe a client of an endpoint that is known already, a server in the same test for instance. When it has lost
     * its connection it looks for that very run of the server; it does not find another one that took its name.
     *
     * @param endpoint the server's endpoint
     * @return a builder
     */
    static IpcClientBuilder to(Endpoint endpoint) {
        return new IpcClientBuilder(endpoint.name(), endpoint);
    }
}
