package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.CallLimits;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.Metadata;
import dev.loopline.call.UnaryHandler;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.MessageReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls that the peer makes.
 *
 * <p>A call counts against the limit until its handler has returned, even if it was cancelled long before: otherwise a peer
 * that opens and cancels could make any number of handlers run. It counts until its answer has left, too: otherwise any
 * number of answers could wait for a peer that does not read.
 *
 * <p>Used in the connection's role only, except where said.
 */
final class IncomingCalls {
    private final Session session;
    private final Outbound outbound;
    private final Reassembly reassembly;
    private final CallLimits limits;
    private final MessageMemory memory;
    private final PeerMethods methods;
    private final UnaryRequests unary;
    private final CancelGuard cancels;
    private final HeapShare largeAnswers = new HeapShare(LargeAnswer.MAX_CONNECTION_BYTES);
    private final StreamTable<ServedCall<?, ?>> calls = new StreamTable<>();
    private int ofHub; // those of running that are calls of the hub
    private int running; // calls whose request has not all arrived, whose handler runs, or whose answer waits
    private long lastId;
    private long lastTakenId = Long.MAX_VALUE; // above it calls are not taken

    IncomingCalls(Session session, Outbound outbound, Reassembly reassembly, MessageReader reader) {
        this.session = session;
        this.outbound = outbound;
        this.reassembly = reassembly;
        this.limits = session.config().callLimits();
        this.methods = new PeerMethods(
                session.config().services(),
                session.role(),
                limits.maxMethods(),
                session.config().observers().served());
        this.memory = session.config().memory();
        this.unary = new UnaryRequests(session, this, reassembly, reader);
        this.cancels = new CancelGuard(session.deadlines());
    }

    // ---- what handlers ask, on any thread

    IpcConnection connection() {
        return session.connection();
    }

    long nowNanos() {
        return session.deadlines().now();
    }

    @Nullable
    Status tooLarge(ServedCall<?, ?> call, int responseBytes) {
        long max = session.peerLimits().maxMessageBytes();
        return responseBytes <= max
                ? null
                : Failures.messageTooLarge("response of " + call.method(), responseBytes, max, Certainty.EXECUTED);
    }

    boolean needsFragments(int responseBytes) {
        return responseBytes > outbound.maxWholeMessageBytes(0);
    }

    MessageMemory memory() {
        return memory;
    }

    /** {@return what answers of this connection that are larger than a frame may take until they have left} */
    HeapShare largeAnswers() {
        return largeAnswers;
    }

    Session session() {
        return session;
    }

    /** {@return why metadata cannot be sent at the end of a call, {@code null} if it can} */
    @Nullable
    Status problemWith(Metadata trailers) {
        Status problem = OutgoingCalls.metadataProblem(trailers, limits);
        int room = outbound.maxHeaderBytes() - StatusCodec.MAX_STATUS_BYTES;
        if (problem == null && StatusCodec.encodeHeaders(trailers).length > room) {
            problem = Failures.badMetadata(
                    "trailers: more than " + room
                            + " bytes when encoded (expected: fewer, so that they fit into a frame; raise maxFrameBytes of both sides)");
        }
        return problem;
    }

    /** The handler has returned, or will not run. Any thread. */
    void handlerEnded(ServedCall<?, ?> call) {
        if (session.inRole()) {
            onHandlerEnded(call);
        } else {
            session.later(() -> onHandlerEnded(call));
        }
    }

    // ---- in the role

    Outbound outbound() {
        return outbound;
    }

    Reassembly reassembly() {
        return reassembly;
    }

    /** {@return up to which id calls were taken, one way or the other} */
    long lastAcceptedId() {
        return Math.min(lastId, lastTakenId);
    }

    /** {@return how many calls are being received, handled or answered} */
    int running() {
        return running;
    }

    /** {@return how many of them are calls of the application} */
    int runningOfApplication() {
        return running - ofHub;
    }

    /** Has calls that come from now on ignored: GOAWAY tells the peer that they were not executed. */
    void acceptNoMore() {
        lastTakenId = lastId;
    }

    void onDeclare(ByteBuffer frame) {
        methods.declare(FrameHeader.method(frame), StatusCodec.declaration(frame));
    }

    void onCall(ByteBuffer frame, long id, int flags) {
        if (id <= lastId) {
            throw new ProtocolException(
                    "stream " + id + ": opened again or out of order (expected: above " + lastId + ")");
        }
        lastId = id;
        if (id > lastTakenId) {
            return;
        }
        cancels.onOpened(id);
        PeerMethods.Declared declared = methods.find(FrameHeader.method(frame));
        Status refusal = declared.refusal();
        if (refusal == null) {
            refusal = overload(declared.served());
        }
        if (refusal != null) {
            refuse(id, declared.observer(), refusal);
            return;
        }
        ServiceTable.Served<?, ?> served = declared.served();
        if (served != null) {
            open(served, declared.observer(), frame, id, flags);
        }
    }

    private @Nullable Status overload(ServiceTable.@Nullable Served<?, ?> served) {
        if (served != null && served.ofHub()) {
            int max = session.config().hub().maxCalls();
            return ofHub < max ? null : Failures.tooManyCalls(max, "TopicLimits of the serving side");
        }
        int max = limits.maxConcurrentCalls();
        return running - ofHub < max ? null : Failures.tooManyCalls(max, "maxConcurrentCalls of the serving side");
    }

    private <Q extends MessageLite, R extends MessageLite> void open(
            ServiceTable.Served<Q, R> served, MethodObserver observer, ByteBuffer frame, long id, int flags) {
        int at = FrameHeader.BYTES;
        Metadata metadata = Metadata.EMPTY;
        if ((flags & FrameHeader.FLAG_HEADERS) != 0) {
            ByteBuffer encoded = CallHead.encodedHeaders(frame, id);
            at += Short.BYTES + encoded.remaining();
            try {
                metadata = CallHead.metadata(encoded, limits);
            } catch (StatusException e) {
                refuse(id, observer, e.status());
                return;
            }
        }
        long deadline = deadline(frame);
        if (served.handler() instanceof UnaryHandler<Q, R> handler) {
            unary.begin(
                    new IncomingCall<>(this, unary, served, handler, observer, id, metadata, deadline),
                    frame,
                    flags,
                    at);
        } else if ((flags & ~FrameHeader.FLAG_HEADERS) != 0 || frame.remaining() > at) {
            throw new ProtocolException("stream " + id + ": CALL of a streaming method with flags " + flags + " and "
                    + (frame.remaining() - at) + " bytes of payload (expected: neither)");
        } else {
            IncomingStream<Q, R> call = new IncomingStream<>(this, served, observer, id, metadata, deadline);
            register(call);
            call.opened();
        }
    }

    private long deadline(ByteBuffer frame) {
        long millis = FrameHeader.value(frame);
        return millis == 0 ? DeadlineTimer.NEVER : nowNanos() + millis * 1_000_000;
    }

    void onMessage(ByteBuffer frame, long id, int flags) {
        ServedCall<?, ?> call = find(id);
        if (call != null) {
            call.onMessage(frame, flags);
        }
    }

    void onFragment(ByteBuffer frame, long id, int flags) {
        ServedCall<?, ?> call = find(id);
        if (call != null) {
            call.onFragment(frame, flags);
        }
    }

    void onCancel(long id, long why) {
        ServedCall<?, ?> call = find(id);
        if (call != null) {
            boolean late = why == StatusCode.DEADLINE_EXCEEDED.number();
            if (!late && !call.hasSent()) {
                cancels.onCancelled(id);
            }
            drop(call, late ? StatusCode.DEADLINE_EXCEEDED : StatusCode.CANCELLED);
        }
    }

    void onCredit(long id, long bytes) {
        ServedCall<?, ?> call = find(id);
        if (call != null) {
            call.onCredit(bytes);
        }
    }

    /** Ends the calls whose deadline has passed, or whose request does not go on. */
    long expire(long nowNanos) {
        long next = DeadlineTimer.NEVER;
        for (ServedCall<?, ?> call : open()) {
            if (call.deadlineNanos <= nowNanos) {
                end(
                        call,
                        new Status(
                                StatusCode.DEADLINE_EXCEEDED,
                                "DEADLINE_EXCEEDED",
                                call.method() + ": the caller's deadline passed",
                                Certainty.UNKNOWN,
                                null));
                continue;
            }
            long look = call.look(nowNanos);
            if (look <= nowNanos) {
                Certainty certainty = call.isWaitingForRequest() ? Certainty.NOT_EXECUTED : Certainty.EXECUTED;
                end(call, Failures.messageStalled("request of " + call.method(), certainty));
            } else {
                next = Math.min(next, Math.min(look, call.deadlineNanos));
            }
        }
        return next;
    }

    /** Ends a call with a failure, ahead of what it would still have sent. */
    void end(ServedCall<?, ?> call, Status failure) {
        drop(call, failure.code());
        answerRefusal(call.id, failure);
    }

    /**
     * The connection ends: all handlers are told.
     *
     * @param answersLeave whether answers that wait as a whole may still be sent
     */
    void endAll(boolean answersLeave) {
        for (ServedCall<?, ?> call : open()) {
            if (!answersLeave || !call.isAnswered()) {
                drop(call, StatusCode.UNAVAILABLE);
            }
        }
    }

    void register(ServedCall<?, ?> call) {
        running++;
        ofHub += call.served.ofHub() ? 1 : 0;
        calls.put(call.id, call);
        call.observed = call.observer.begin();
        session.deadlines().start(call.deadlineNanos);
    }

    void dispatch(ServedCall<?, ?> call) {
        HandlerExecution execution = call.execution();
        if (execution instanceof HandlerExecution.Direct) {
            call.run();
        } else if (execution instanceof HandlerExecution.Custom custom && call.isDecoded()) {
            handOver(call, custom);
        } else {
            // A large message is decoded by our threads, so that it does not take the time of a UI thread, nor wait for
            // one with the memory that only decoding needs.
            Runnable task = execution instanceof HandlerExecution.Custom custom ? () -> decodeFor(call, custom) : call;
            try {
                session.config().threads().execute(task);
            } catch (RuntimeException | OutOfMemoryError e) { // rejected, or there can be no more threads
                notExecuted(call, Failures.describe(e), e);
            }
        }
    }

    private void decodeFor(ServedCall<?, ?> call, HandlerExecution.Custom execution) {
        if (call.decode()) {
            handOver(call, execution);
        } else {
            handlerEnded(call);
        }
    }

    /** Any thread. */
    private void handOver(ServedCall<?, ?> call, HandlerExecution.Custom execution) {
        try {
            execution.executor().execute(call);
        } catch (RuntimeException | OutOfMemoryError e) {
            notExecuted(call, "the executor of its service does not take it", e);
        }
    }

    private void notExecuted(ServedCall<?, ?> call, String why, Throwable cause) {
        Logs.ENGINE.debug("{}: not executed", call.method(), cause);
        boolean refused = call.refuse(new Status(
                StatusCode.RESOURCE_EXHAUSTED,
                "HANDLERS_BUSY",
                call.method() + ": " + why,
                Certainty.NOT_EXECUTED,
                cause));
        if (refused) {
            handlerEnded(call);
        }
    }

    private void onHandlerEnded(ServedCall<?, ?> call) {
        call.handled = true;
        if (calls.get(call.id) == call) {
            call.answer();
        } else { // nobody waits any more
            oneLess(call);
            call.discard(StatusCode.CANCELLED);
        }
    }

    /** All that a call sends has left. */
    void answerSent(ServedCall<?, ?> call) {
        calls.remove(call.id);
        if (call.handled) {
            oneLess(call);
        }
    }

    private void oneLess(ServedCall<?, ?> call) {
        running--;
        ofHub -= call.served.ofHub() ? 1 : 0;
        session.onCallEnded();
    }

    /** Forgets a call whose result nobody wants; its handler is told and may still run. */
    private void drop(ServedCall<?, ?> call, StatusCode why) {
        call.observed.ended(why);
        calls.remove(call.id);
        outbound.remove(call);
        boolean free = call.handled || call.isWaitingForRequest();
        call.discard(why);
        if (free) {
            oneLess(call);
        }
        call.cancel();
    }

    /** Answers a call that was not registered. */
    void refuse(long id, MethodObserver observer, Status status) {
        observer.refused(status.code());
        answerRefusal(id, status);
    }

    /** Answers a call that has no handler. A peer that does not read such answers is cut off, so that they cannot pile up. */
    private void answerRefusal(long id, Status status) {
        outbound.refusal(id, StatusCodec.encode(status, Metadata.EMPTY));
    }

    private @Nullable ServedCall<?, ?> find(long id) {
        if (id > lastId) {
            throw new ProtocolException("stream " + id + ": was never opened (expected: at most " + lastId + ")");
        }
        return calls.get(id);
    }

    private List<ServedCall<?, ?>> open() {
        List<ServedCall<?, ?>> open = new ArrayList<>(calls.size());
        calls.forEach(open::add);
        return open;
    }
}
