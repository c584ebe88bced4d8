package dev.loopline.internal.engine;

import dev.loopline.Certainty;
import dev.loopline.DrainReport;
import dev.loopline.IpcConnection;
import dev.loopline.PeerInfo;
import dev.loopline.Role;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.internal.endpoint.LoopbackLiteral;
import dev.loopline.internal.handshake.Agreement;
import dev.loopline.internal.handshake.Grant;
import dev.loopline.internal.handshake.HelloLimits;
import dev.loopline.internal.observe.ConnectionFigures;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.internal.wire.MessageReader;
import dev.loopline.proto.wire.v1.GoAway;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.Transport;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated connection: gives each frame to the part that it concerns, and ends all parts together.
 *
 * <p>The parts hold the state: {@link OutgoingCalls}, {@link IncomingCalls}, {@link Outbound}, {@link Reassembly},
 * {@link DeadlineTimer}, {@link OrderlyEnd}. None of them has locks; they belong to the connection's role. {@link Inbox}
 * is the way into it for other threads.
 */
public final class Session {
    /** How a peer left that said so, or that this side said goodbye to. */
    public static final String GOODBYE = "GOODBYE";

    /** How a peer left whose connection ended without a word. */
    public static final String LOST = "LOST";

    private final Transport transport;
    private final boolean initiator;
    private final Agreement agreement;
    private final SessionConfig config;
    private final Inbox inbox;
    private final Outbound outbound;
    private final Reassembly reassembly;
    private final StreamMemory streams;
    private final HeapShare sendingAhead = new HeapShare(AheadRoom.MAX_CONNECTION_BYTES);
    private final OutgoingCalls outgoing;
    private final IncomingCalls incoming;
    private final DeadlineTimer deadlines;
    private final PingGuard pings;
    private final SilenceWatch silence;
    private final OrderlyEnd ending;
    private final BlockedSpin blocked;
    private final SessionConnection connection;
    private final ConnectionFigures figures = new ConnectionFigures();
    private final CompletableFuture<Status> leaving = new CompletableFuture<>();
    private final CompletableFuture<Status> closed = new CompletableFuture<>();
    private volatile boolean open = true;
    private boolean saidGoodbye; // the peer; role only
    private @Nullable Status failure; // why this side ended the connection; role only

    /**
     * Makes the session of a completed handshake. In the role.
     *
     * @param transport carries it
     * @param initiator whether this side connected
     * @param agreement what the handshake settled
     * @param config what all sessions of this side share
     */
    Session(Transport transport, boolean initiator, Agreement agreement, SessionConfig config) {
        this.transport = transport;
        this.initiator = initiator;
        this.agreement = agreement;
        this.config = config;
        int calls = Math.min(config.callLimits().maxConcurrentCalls(), 1 << 20)
                + Math.min(peerLimits().maxCalls(), config.callLimits().maxConcurrentCalls());
        inbox = new Inbox(transport, 2 * calls + 64, this::onTaskFailure);
        outbound = new Outbound(
                transport,
                Math.min(config.messageLimits().maxFrameBytes(), peerLimits().maxFrameBytes()),
                peerLimits().windowBytes(),
                config.messageLimits().lowWaterBytes(),
                figures,
                this::endStuck);
        deadlines = new DeadlineTimer(transport, this::expire);
        reassembly = new Reassembly(
                config.messageLimits().windowBytes(),
                config.messageLimits().maxReassemblyBytes(),
                config.memory(),
                this::later,
                deadlines,
                (streamId, bytes) -> outbound.control(FrameType.CREDIT, bytes, streamId));
        streams = new StreamMemory(config.messageLimits().maxReassemblyBytes(), config.memory(), this::later);
        MessageReader reader = new MessageReader();
        outgoing = new OutgoingCalls(this, outbound, reassembly, reader);
        incoming = new IncomingCalls(this, outbound, reassembly, reader);
        pings = new PingGuard(deadlines);
        silence = new SilenceWatch(transport, outbound, figures, config.keepalive(), !initiator, this::endSilent);
        ending = new OrderlyEnd(transport, incoming, outgoing, outbound);
        blocked = new BlockedSpin(config.waiting());
        connection = new SessionConnection(this, transport, outgoing);
        config.observers().connections().opened(figures);
        silence.start();
    }

    // ---- any thread

    /**
     * {@return the session of a connection}
     *
     * @param connection of a session, as it was given out
     */
    public static Session of(IpcConnection connection) {
        return ((SessionConnection) connection).session();
    }

    /** {@return the way to call the peer} */
    public IpcConnection connection() {
        return connection;
    }

    /** {@return completes when the connection has ended, with why} */
    public CompletableFuture<Status> closed() {
        return closed;
    }

    /** {@return how threads wait that block on this connection} */
    BlockedSpin blocked() {
        return blocked;
    }

    /** {@return completes, in the role, when this side can make no more calls, with why: before the end if the peer said so} */
    public CompletableFuture<Status> leaving() {
        return leaving;
    }

    boolean isOpen() {
        return open && outgoing.canBegin();
    }

    boolean isInitiator() {
        return initiator;
    }

    /** {@return what messages of streams may take that are encoded ahead of their credit} */
    HeapShare sendingAhead() {
        return sendingAhead;
    }

    SessionConfig config() {
        return config;
    }

    HelloLimits peerLimits() {
        return agreement.peerLimits();
    }

    /** {@return the largest message that the peer takes, in bytes} */
    public long maxMessageBytesOfPeer() {
        return peerLimits().maxMessageBytes();
    }

    PeerInfo peer() {
        return new PeerInfo(
                agreement.sessionName(),
                LoopbackLiteral.format(transport.remoteAddress()),
                agreement.version(),
                initiator ? "" : role().name());
    }

    /** {@return what the peer may do here: everything, if it is the server} */
    public Role role() {
        return grant().role();
    }

    /** {@return what the token of this connection gave its peer} */
    public Grant grant() {
        return agreement.grant();
    }

    int maxFrameBytes() {
        return outbound.maxFrameBytes();
    }

    /** {@return the credit of a stream that the peer sends} */
    ReceiveWindow newWindow(StreamCall call) {
        return new ReceiveWindow(
                streams,
                config.messageLimits().windowBytes(),
                deadlines,
                bytes -> outbound.control(FrameType.CREDIT, bytes, call.id()));
    }

    DeadlineTimer deadlines() {
        return deadlines;
    }

    boolean inRole() {
        return transport.inRole();
    }

    boolean submit(Runnable task) {
        return inbox.submit(task);
    }

    /** Runs a task in the role for which the inbox has no room, at the transport's expense. */
    void execute(Runnable task) {
        transport.execute(task);
    }

    /**
     * Takes no more calls of the peer and tells it so. Own calls go on.
     *
     * @return completes when no call of the peer is served any more, in the role
     */
    public CompletableFuture<DrainReport> drain() {
        later(() -> {
            if (open) {
                ending.begin();
            }
        });
        return ending.served();
    }

    /** Goes on from {@link #drain}: takes no more own calls either, and closes once those under way have ended. */
    public void finish() {
        later(() -> {
            if (open) {
                ending.finish();
            }
        });
    }

    /**
     * Runs a task in the role, whether the inbox has room or not; after what is being read now, if it comes from the role.
     *
     * @param task what to run
     */
    public void later(Runnable task) {
        if (!submit(task)) {
            execute(task);
        }
    }

    Cancellable schedule(Runnable task, long delayNanos) {
        return transport.schedule(task, delayNanos);
    }

    /** Ends the connection now: tells the peer, ends the calls, closes when what is ready to be sent has left. */
    public void shutDown() {
        later(() -> end(null));
    }

    /** Ends the connection now, since its token has been revoked. */
    void endRevoked() {
        later(() -> end(Failures.tokenRevoked(Certainty.UNKNOWN)));
    }

    /** Ends the connection whatever the peer does; what was not sent yet is lost. */
    public void abort() {
        transport.abort();
    }

    // ---- in the role

    /** Ends a connection that was authenticated and still cannot be taken. */
    void refuse(Status why) {
        end(why);
    }

    void onFrame(ByteBuffer frame) {
        if (failure != null) {
            return; // what follows a violation means nothing
        }
        figures.received(frame.remaining());
        try {
            dispatch(frame);
        } catch (ProtocolException e) {
            end(Failures.protocol(String.valueOf(e.getMessage())));
        } catch (OutOfMemoryError e) {
            end(Failures.outOfMemory("connection", Certainty.UNKNOWN, e));
        }
    }

    private void dispatch(ByteBuffer frame) {
        if (frame.remaining() < FrameHeader.BYTES) {
            throw new ProtocolException(
                    "frame of " + frame.remaining() + " bytes (expected: at least " + FrameHeader.BYTES + ")");
        }
        int code = FrameHeader.type(frame);
        FrameType type = FrameType.ofCode(code);
        if (type == null) {
            if ((code & FrameType.OPTIONAL_BIT) == 0) {
                throw new ProtocolException(String.format("frame type: 0x%02x (expected: one of version 1)", code));
            }
            return;
        }
        long id = FrameHeader.streamId(frame);
        int flags = FrameHeader.flags(frame);
        switch (type) {
            case CALL -> incoming.onCall(frame, peersStream(type, id), flags);
            case MESSAGE -> {
                if (isOwn(id)) {
                    outgoing.onMessage(frame, ownStream(type, id), flags);
                } else {
                    incoming.onMessage(frame, peersStream(type, id), flags);
                }
            }
            case FRAGMENT -> {
                if (isOwn(id)) {
                    outgoing.onFragment(frame, id, flags);
                } else {
                    incoming.onFragment(frame, peersStream(type, id), flags);
                }
            }
            case STATUS -> outgoing.onStatus(frame, ownStream(type, id));
            case CANCEL -> incoming.onCancel(peersStream(type, id), FrameHeader.value(frame));
            case CREDIT -> {
                if (isOwn(id)) {
                    outgoing.onCredit(id, FrameHeader.value(frame));
                } else {
                    incoming.onCredit(peersStream(type, id), FrameHeader.value(frame));
                }
            }
            case PING -> outbound.control(FrameType.PONG, pings.bodyOf(frame));
            case PONG -> {} // that something came is all that it says, and counted already
            case GOAWAY -> {
                GoAway goAway = StatusCodec.body(GoAway.parser(), frame, "GOAWAY");
                saidGoodbye = goAway.getCode() == StatusCode.OK.number();
                outgoing.onGoAway(goAway);
                leaving.complete(Failures.goingAway(Certainty.NOT_EXECUTED, StatusCodec.describe(goAway)));
            }
            case DECLARE -> incoming.onDeclare(frame);
            case SUBSCRIBE, SUBSCRIBED, UNSUBSCRIBE, PUBLISH, PUBLISHED, EVENT, GAP, PRESENCE ->
                throw new ProtocolException("frame type " + type + ": topics were not agreed on in the handshake");
        }
    }

    void onBadFrameLength(long length) {
        end(Failures.protocol("frame length: " + length + " (expected: " + FrameHeader.BYTES + ".."
                + config.messageLimits().maxFrameBytes() + ")"));
    }

    void onWritable() {
        outbound.pump();
        ending.onWritable();
    }

    /** A call has ended, in either direction. */
    void onCallEnded() {
        ending.onCallEnded();
    }

    void onClosed(@Nullable Throwable cause) {
        open = false;
        Status status = failure == null ? Failures.closed(Certainty.UNKNOWN, cause) : failure;
        endParts(status, false);
        ending.stop();
        silence.stop();
        inbox.close();
        config.observers().connections().closed(figures);
        leaving.complete(status);
        closed.complete(status);
    }

    /** {@return how the peer left, once the connection has ended} */
    String howLeft() {
        Status why = failure;
        if (why == null || why.cause() != null) {
            return saidGoodbye ? GOODBYE : LOST;
        }
        return why.reason().equals(Failures.CONNECTION_CLOSED) ? GOODBYE : why.reason();
    }

    private boolean isOwn(long id) {
        return (id & 1) == (initiator ? 1 : 0);
    }

    private long ownStream(FrameType type, long id) {
        if (id <= 0 || !isOwn(id)) {
            throw new ProtocolException(type + " on stream " + id + " (expected: one that this side opened)");
        }
        return id;
    }

    private long peersStream(FrameType type, long id) {
        if (id <= 0 || isOwn(id)) {
            throw new ProtocolException(type + " on stream " + id + " (expected: one that the peer opened)");
        }
        return id;
    }

    private long expire(long nowNanos) {
        return Math.min(outgoing.expire(nowNanos), incoming.expire(nowNanos));
    }

    private void onTaskFailure(Throwable thrown) {
        Logs.CONNECTIONS.error("connection {}: unexpected failure, closing it", agreement.sessionName(), thrown);
        failure = thrown instanceof OutOfMemoryError
                ? Failures.outOfMemory("connection", Certainty.UNKNOWN, thrown)
                : new Status(
                        StatusCode.INTERNAL, "ENGINE_FAILED", Failures.describe(thrown), Certainty.UNKNOWN, thrown);
        transport.abort();
    }

    /** The peer is stopped, or out of reach. What waits for it would wait for good. */
    private void endSilent() {
        failure = Failures.silent(config.keepalive());
        Logs.CONNECTIONS.warn(
                "connection {} to {}: {}",
                agreement.sessionName(),
                LoopbackLiteral.format(transport.remoteAddress()),
                failure);
        transport.abort();
    }

    /** The peer does not read. Ends the connection in a turn of its own: calls that are being changed come first. */
    private void endStuck() {
        transport.execute(() -> end(Failures.protocol("control frames waiting: " + Outbound.MAX_WAITING_CONTROL
                + " (expected: fewer; the peer does not read what it is sent)")));
    }

    /**
     * Ends the connection from this side.
     *
     * @param why what the peer did wrong; {@code null} for an orderly end
     */
    private void end(@Nullable Status why) {
        if (!open) {
            return;
        }
        open = false;
        failure = why == null ? Failures.closed(Certainty.UNKNOWN, null) : why;
        if (why != null) {
            String peer = LoopbackLiteral.format(transport.remoteAddress());
            Logs.CONNECTIONS.warn("connection {} to {}: {}", agreement.sessionName(), peer, why);
        }
        int code = why == null ? 0 : why.code().number();
        String reason = why == null ? "" : why.reason();
        String message = why == null ? "" : why.message();
        endParts(failure, why == null);
        ending.close(code, reason, message);
    }

    private void endParts(Status status, boolean answersLeave) {
        ending.cutServed();
        reassembly.close();
        streams.close();
        outgoing.endAll(status);
        incoming.endAll(answersLeave);
        if (!answersLeave) {
            outbound.clear();
        }
        deadlines.stop();
    }
}
