package dev.loopline.internal.engine;

import dev.loopline.Status;
import dev.loopline.internal.endpoint.LoopbackLiteral;
import dev.loopline.internal.handshake.Agreement;
import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.handshake.HelloException;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.internal.time.Durations;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that came in: first in the handshake, under an absolute deadline and one of a bounded number, then a
 * session.
 *
 * <p>A client that was refused in the hello keeps its place among those in the handshake until its connection has ended:
 * otherwise any number of them could just stay.
 *
 * <p>Used in the connection's role only, except {@link #evict} and {@link #abandon}.
 */
final class ServerOpening extends Opening {
    private final SessionAcceptor acceptor;
    private final Transport transport;
    private final ServerHandshake handshake;
    private @Nullable Cancellable deadline;
    private boolean ended; // the handshake, one way or the other

    ServerOpening(SessionAcceptor acceptor, Transport transport) {
        this.acceptor = acceptor;
        this.transport = transport;
        this.handshake = new ServerHandshake(acceptor.rules());
    }

    @Override
    public void onOpen() {
        deadline = transport.schedule(
                () -> refuse(
                        HandshakeOutcome.TIMED_OUT,
                        "no complete handshake within "
                                + Durations.text(acceptor.limits().deadline())),
                acceptor.limits().deadline().toNanos());
        ServerOpening evicted = acceptor.admission().enter(this);
        if (evicted != null) {
            evicted.evict();
        }
    }

    /** Another connection needs the place. Any thread. */
    private void evict() {
        transport.execute(() -> refuse(
                HandshakeOutcome.EVICTED,
                "more than " + acceptor.limits().maxUnauthenticated() + " connections in the handshake"));
    }

    /** The server closes. Any thread. */
    void abandon() {
        transport.execute(() -> refuse(HandshakeOutcome.ABANDONED, "the server closes"));
    }

    @Override
    public boolean onHello(ByteBuffer bytes) {
        if (ended) {
            bytes.position(bytes.limit());
            return false;
        }
        try {
            return handshake.answered() ? receiveAuth(bytes) : receiveHello(bytes);
        } catch (HelloException e) {
            bytes.position(bytes.limit());
            refuse(e.outcome(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean receiveHello(ByteBuffer bytes) throws HelloException {
        if (!handshake.receiveHello(bytes)) {
            return false;
        }
        transport.sendHello(
                handshake.answer(transport.remoteAddress(), transport.localAddress(), acceptor.admission()::isFull));
        HandshakeOutcome refusal = handshake.refusal();
        if (refusal != null) {
            end(refusal, "told so in the hello");
            transport.close();
        }
        return false;
    }

    private boolean receiveAuth(ByteBuffer bytes) throws HelloException {
        Agreement agreement = handshake.receiveAuth(bytes);
        if (agreement == null) {
            return false;
        }
        end(HandshakeOutcome.ACCEPTED, "");
        acceptor.admission().leave(this);
        Session opened = new Session(transport, false, agreement, acceptor.config());
        become(opened);
        Status refusal = acceptor.admission().add(opened);
        if (refusal != null) {
            opened.refuse(refusal);
        } else {
            acceptor.listener().joined(opened);
        }
        return true;
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        acceptor.admission().leave(this);
        Session opened = session();
        if (opened != null) {
            acceptor.admission().remove(opened);
            opened.onClosed(cause);
            acceptor.listener().left(opened, opened.howLeft());
        } else {
            String when = handshake.heardNothing() ? "before it sent anything" : "in the handshake";
            end(HandshakeOutcome.ABANDONED, "the client went away " + when);
        }
    }

    private void refuse(HandshakeOutcome outcome, String why) {
        if (session() == null) {
            end(outcome, why);
            acceptor.admission().leave(this);
            transport.abort();
        }
    }

    private void end(HandshakeOutcome outcome, String why) {
        if (ended) {
            return;
        }
        ended = true;
        if (deadline != null) {
            deadline.cancel();
        }
        acceptor.observer().onHandshake(outcome);
        if (outcome != HandshakeOutcome.ACCEPTED && outcome != HandshakeOutcome.ABANDONED) {
            Logs.HANDSHAKE.warn("refused {}: {}: {}", LoopbackLiteral.format(transport.remoteAddress()), outcome, why);
        }
    }
}
