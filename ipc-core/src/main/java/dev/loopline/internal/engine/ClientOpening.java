package dev.loopline.internal.engine;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.internal.endpoint.LoopbackLiteral;
import dev.loopline.internal.handshake.Agreement;
import dev.loopline.internal.handshake.ClientHandshake;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.time.Durations;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.Transport;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that this side made: first in the handshake, then a session.
 *
 * <p>Used in the connection's role only.
 */
public final class ClientOpening extends Opening {
    private final Transport transport;
    private final SessionConfig config;
    private final Duration timeout;
    private final CompletableFuture<Session> result;
    private final ClientHandshake handshake;
    private @Nullable Cancellable deadline;

    /**
     * Whom to connect to.
     *
     * @param versions what to offer
     * @param id the server instance that is meant
     * @param credential proves who we are
     * @param timeout of the handshake
     */
    public record Target(ProtocolVersions versions, EndpointId id, Credential credential, Duration timeout) {}

    /**
     * Begins the handshake of a connection.
     *
     * @param transport the connection
     * @param target whom it should lead to
     * @param config of the session
     * @param result completed with the session or a {@link StatusException}
     */
    public ClientOpening(Transport transport, Target target, SessionConfig config, CompletableFuture<Session> result) {
        this.transport = transport;
        this.config = config;
        this.timeout = target.timeout();
        this.result = result;
        this.handshake = new ClientHandshake(
                target.versions(),
                target.id(),
                target.credential(),
                config.helloLimits(),
                transport.localAddress(),
                transport.remoteAddress());
    }

    @Override
    public void onOpen() {
        deadline = transport.schedule(this::onDeadline, timeout.toNanos());
        transport.sendHello(handshake.clientHello());
    }

    @Override
    public boolean onHello(ByteBuffer bytes) {
        if (result.isDone()) {
            bytes.position(bytes.limit());
            return false;
        }
        try {
            if (!handshake.receive(bytes)) {
                return false;
            }
            Agreement agreement = handshake.complete();
            transport.sendHello(handshake.clientAuth());
            Session opened = new Session(transport, true, agreement, config);
            become(opened);
            cancelDeadline();
            if (!result.complete(opened)) {
                transport.close(); // nobody waits any more
            }
            return true;
        } catch (StatusException e) {
            bytes.position(bytes.limit());
            fail(e.status());
            return false;
        }
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        cancelDeadline();
        Session opened = session();
        if (opened != null) {
            opened.onClosed(cause);
        } else {
            result.completeExceptionally(new Status(
                            StatusCode.UNAVAILABLE,
                            "HANDSHAKE_FAILED",
                            LoopbackLiteral.format(transport.remoteAddress())
                                    + ": the connection ended before the server had proved itself; it may be"
                                    + " closing, or have too many connections in the handshake; try again",
                            Certainty.NOT_EXECUTED,
                            cause)
                    .asException());
        }
    }

    private void onDeadline() {
        fail(notProven(transport.remoteAddress(), timeout));
    }

    /**
     * A connection was made and no server proved itself on it in time. Its cause, a {@link TimeoutException}, sets it apart
     * from a server that did try and could not.
     *
     * @param address where it leads
     * @param timeout how long the handshake could take
     * @return the failure
     */
    public static Status notProven(SocketAddress address, Duration timeout) {
        return new Status(
                StatusCode.UNAUTHENTICATED,
                "IMPOSTOR_OR_STALE",
                LoopbackLiteral.format(address) + ": what listens there did not prove within " + Durations.text(timeout)
                        + " that it knows the endpoint's token; the server may be stopped, or have ended and another program"
                        + " taken its port. Nothing was sent to it",
                Certainty.NOT_EXECUTED,
                new TimeoutException("no proof within " + Durations.text(timeout)));
    }

    private void fail(Status status) {
        cancelDeadline();
        result.completeExceptionally(status.asException());
        transport.abort();
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
        }
    }
}
