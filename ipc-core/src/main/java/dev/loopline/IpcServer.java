package dev.loopline;

import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.topic.EventBus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A running server: it listens on loopback, can be found by its name, and serves those who prove that they may read its
 * endpoint file. It is the hub of the topics that it and its clients publish and subscribe to.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface IpcServer extends EventBus, AutoCloseable {
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

    /** Most tokens that a server has issued and not revoked. */
    int MAX_ISSUED_TOKENS = 256;

    /** Most connections at once with one token that was issued. */
    int MAX_CONNECTIONS_PER_ISSUED_TOKEN = 64;

    /** How long a replaced token lets clients in, at most and by default. */
    Duration MAX_TOKEN_GRACE = Duration.ofSeconds(60);

    /**
     * {@return the name, the addresses and the identity of this server, with the token that is published now; its text
     * form does not show the token}
     */
    Endpoint endpoint();

    /** {@return whether clients can find this server, as of its last look at its endpoint file} */
    Visibility visibility();

    /** Replaces the token as {@link #rotateToken(Duration)} does, with {@link #MAX_TOKEN_GRACE}. */
    default void rotateToken() {
        rotateToken(MAX_TOKEN_GRACE);
    }

    /**
     * Publishes a new token in place of the one that clients prove themselves with. Connections go on. Clients that have
     * read the endpoint file before still get in during the grace time; the former token is then overwritten in memory.
     * At most 8 former tokens are kept: one more ends the oldest.
     *
     * @param grace how long the former token lets new clients in, up to {@link #MAX_TOKEN_GRACE}; zero ends it at once
     * @throws IllegalArgumentException if it is longer, or negative
     * @throws IllegalStateException if the server is closed, or if called on a thread that moves frames
     * @throws StatusException if the new token cannot be published; the former one stays as it was
     */
    void rotateToken(Duration grace);

    /**
     * Makes a token that permits less than the published one, for a process that is to have only what it needs. It stands
     * in no file, lets at most {@value #MAX_CONNECTIONS_PER_ISSUED_TOKEN} connections in at once, and ends with the server or
     * by {@link #revokeToken}; {@link #rotateToken} does not touch it.
     *
     * @param role what may be done with it
     * @return the endpoint of this server with the new token: what {@link IpcClient#to} connects to. Its text form does not
     *     show the token
     * @throws StatusException if there are {@value #MAX_ISSUED_TOKENS} already: {@code TOO_MANY_TOKENS}
     * @throws IllegalStateException if the server is closed
     */
    Endpoint issueToken(Role role);

    /**
     * Ends a token that was issued: it lets nobody in any more, and the connections that were made with it end; calls that
     * are being served on them are cancelled.
     *
     * @param issued what {@link #issueToken} returned
     * @return whether the token was valid until now
     * @throws IllegalArgumentException if it is an endpoint of another server or of another run of this one, or has a token
     *     that is or was published; those are replaced by {@link #rotateToken}
     */
    boolean revokeToken(Endpoint issued);

    /**
     * {@return the connections that are open at this moment, on which the processes at the other end can be called; a
     * client that has just connected may not be among them yet}
     */
    List<IpcConnection> connections();

    /**
     * Ends the server without losing a call, within the {@linkplain IpcServerBuilder#drainGrace grace time} that it was
     * given, 10 s by default; see {@link #drain(Duration)}.
     *
     * @return what became of the calls
     * @throws IllegalStateException as {@link #drain(Duration)}
     */
    DrainReport drain();

    /**
     * Ends the server without losing a call that ends in time:
     *
     * <ol>
     *   <li>lets nobody in any more, withdraws the endpoint and gives up the name, so that another server can have it;
     *   <li>tells all clients, whose later calls end at once with {@link Certainty#NOT_EXECUTED}, or go to the next server of
     *       the name if they {@linkplain dev.loopline.call.CallOptions#withWaitForReady wait for one};
     *   <li>waits until the calls that are being served have been answered; their handlers may still call clients;
     *   <li>when the grace time is over, cancels those that are left; their callers learn {@link Certainty#UNKNOWN};
     *   <li>closes the connections, as soon as clients have taken what was sent to them or half a second later, and waits
     *       for the threads that this server started.
     * </ol>
     *
     * <p>If nothing is being served this takes a moment. A server that drains or was closed is not drained again: this waits
     * for its end then, which a shorter grace time brings forward, as do {@link #close} and an interrupt of a waiting
     * thread. A handler of the server would wait for itself here, until the grace time is over; it uses
     * {@link #drainAsync}.
     *
     * @param grace for the calls that are being served; zero cancels them
     * @return what became of the calls
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if called on a thread that moves frames, by a handler that runs directly on a
     *     connection for instance
     */
    DrainReport drain(Duration grace);

    /**
     * Begins what {@link #drain()} does and returns at once. For handlers too.
     *
     * @return completes when the server has ended, on a thread of its own or that of whoever closed it; cancelling it has no
     *     effect
     */
    CompletableFuture<DrainReport> drainAsync();

    /**
     * Ends the server now: {@link #drain(Duration)} without a grace time. Calls that are being served are cancelled, also
     * the one whose handler closes the server. Later calls have no effect. To let them finish, drain before.
     *
     * @throws IllegalStateException if called on a thread that moves frames, by a handler that runs directly on a
     *     connection for instance
     */
    @Override
    void close();
}
