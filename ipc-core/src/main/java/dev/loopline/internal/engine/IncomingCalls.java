package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.loopline.CallLimits;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.Metadata;
import dev.loopline.internal.engine.Reassembly.Assembly;
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
    private final MessageReader reader;
    private final CallLimits limits;
    private final MessageMemory memory;
    private final PeerMethods methods;
    private final StreamTable<IncomingCall<?, ?>> calls = new StreamTable<>();
    private int running; // calls whose request has not all arrived, whose handler runs, or whose answer waits
    private long lastId;
    private long lastTakenId = Long.MAX_VALUE; // above it calls are not taken

    IncomingCalls(Session session, Outbound outbound, Reassembly reassembly, MessageReader reader) {
        this.session = session;
        this.outbound = outbound;
        this.reassembly = reassembly;
        this.reader = reader;
        this.limits = session.config().callLimits();
        this.methods = new PeerMethods(
                session.config().services(),
                limits.maxMethods(),
                session.config().observers().served());
        this.memory = session.config().memory();
    }

    // ---- what handlers ask, on any thread

    IpcConnection connection() {
        return session.connection();
    }

    long nowNanos() {
        return session.deadlines().now();
    }

    @Nullable
    Status tooLarge(IncomingCall<?, ?> call, int responseBytes) {
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

    /** The handler has returned, or will not run. Any thread. */
    void handlerEnded(IncomingCall<?, ?> call) {
        if (session.inRole()) {
            reply(call);
        } else {
            session.later(() -> reply(call));
        }
    }

    // ---- in the role

    /** {@return up to which id calls were taken, one way or the other} */
    long lastAcceptedId() {
        return Math.min(lastId, lastTakenId);
    }

    /** {@return how many calls are being received, handled or answered} */
    int running() {
        return running;
    }

    /** Has calls that come from now on ignored: GOAWAY tells the peer that they were not executed. */
    void acceptNoMore() {
        lastTakenId = lastId;
    }

    void onDeclare(ByteBuffer frame) {
        methods.declare(FrameHeader.method(frame), StatusCodec.method(frame));
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
        PeerMethods.Declared declared = methods.find(FrameHeader.method(frame));
        Status refusal = declared.refusal();
        if (refusal == null) {
            refusal = overload();
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

    private @Nullable Status overload() {
        int max = limits.maxConcurrentCalls();
        return running < max ? null : Failures.tooManyCalls(max, "maxConcurrentCalls of the serving side");
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
        IncomingCall<Q, R> call = new IncomingCall<>(this, served, observer, id, metadata, deadline(frame));
        if ((flags & FrameHeader.FLAG_MORE) != 0) {
            beginLarge(call, frame, at);
        } else if ((flags & FrameHeader.FLAG_END) == 0) {
            throw new ProtocolException("stream " + id + ": CALL of a unary method without END or MORE");
        } else {
            frame.position(frame.position() + at);
            beginWhole(call, frame);
        }
    }

    private long deadline(ByteBuffer frame) {
        long millis = FrameHeader.value(frame);
        return millis == 0 ? DeadlineTimer.NEVER : nowNanos() + millis * 1_000_000;
    }

    private <Q extends MessageLite, R extends MessageLite> void beginWhole(
            IncomingCall<Q, R> call, ByteBuffer payload) {
        int size = payload.remaining();
        HeapShare.Claim claim = null;
        if (size > memory.uncountedBytes()) {
            claim = memory.decoded().tryTake(MessageMemory.whileDecoding(size));
            if (claim == null) {
                keepWhole(call, payload);
                return;
            }
        }
        try {
            Q request = reader.parse(call.requestParser(), payload);
            call.request(request, claim, size);
        } catch (InvalidProtocolBufferException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (claim != null) {
                claim.release();
            }
            refuse(call.id, call.observer, Failures.badRequest(call.method(), e));
            return;
        }
        register(call);
        dispatch(call);
    }

    /** Copies a message out of its frame, because it cannot be decoded yet. */
    private void keepWhole(IncomingCall<?, ?> call, ByteBuffer payload) {
        HeapShare.Claim kept = memory.beginnings().tryTake(payload.remaining());
        if (kept == null) {
            refuse(call.id, call.observer, Failures.decodeBusy("request of " + call.method(), Certainty.NOT_EXECUTED));
            return;
        }
        byte[] whole = new byte[payload.remaining()];
        payload.get(whole);
        register(call);
        awaitTurn(call, whole, kept::release);
    }

    /** Decodes a message where its handler runs, as soon as there is memory for that. */
    private void awaitTurn(IncomingCall<?, ?> call, byte[] whole, Runnable onDecoded) {
        DecodeTurn turn = new DecodeTurn(
                session,
                whole.length,
                () -> {
                    call.turn = null;
                    dispatch(call);
                },
                () -> tooLate(call));
        call.largeRequest(whole, turn.claim(), onDecoded);
        if (turn.isNow()) {
            dispatch(call);
        } else {
            call.turn = turn;
        }
    }

    private void tooLate(IncomingCall<?, ?> call) {
        call.turn = null;
        if (call.refuse(Failures.decodeBusy("request of " + call.method(), Certainty.NOT_EXECUTED))) {
            reply(call);
        }
    }

    private void beginLarge(IncomingCall<?, ?> call, ByteBuffer frame, int at) {
        long total = Integer.toUnsignedLong(LargeMessages.totalBytes(frame, at));
        int max = session.config().messageLimits().maxMessageBytes();
        if (total > max) {
            refuse(
                    call.id,
                    call.observer,
                    Failures.messageTooLarge("request of " + call.method(), total, max, Certainty.NOT_EXECUTED));
            return;
        }
        call.receiving = reassembly.begin(call.id, (int) total);
        if (call.receiving == null) {
            refuse(call.id, call.observer, Failures.reassemblyFull(total, Certainty.NOT_EXECUTED));
            return;
        }
        register(call);
        frame.position(frame.position() + at + Integer.BYTES);
        reassembly.append(call.receiving, frame, false);
    }

    void onFragment(ByteBuffer frame, long id, int flags) {
        IncomingCall<?, ?> call = find(id);
        if (call == null) {
            return;
        }
        if (call.receiving == null) {
            throw new ProtocolException("stream " + id + ": FRAGMENT after the request was complete");
        }
        frame.position(frame.position() + FrameHeader.BYTES);
        Assembly assembly = call.receiving;
        byte[] whole = reassembly.append(assembly, frame, (flags & FrameHeader.FLAG_MORE) == 0);
        if (whole != null) {
            call.receiving = null;
            awaitTurn(call, whole, assembly::free);
        }
    }

    void onCancel(long id, long why) {
        IncomingCall<?, ?> call = find(id);
        if (call != null) {
            boolean late = why == StatusCode.DEADLINE_EXCEEDED.number();
            drop(call, late ? StatusCode.DEADLINE_EXCEEDED : StatusCode.CANCELLED);
        }
    }

    void onCredit(long id, long bytes) {
        IncomingCall<?, ?> call = find(id);
        if (call != null && call.sending != null) {
            outbound.addCredit(call.sending, bytes);
        }
    }

    /** Cancels the calls whose deadline has passed. */
    long expire(long nowNanos) {
        long next = DeadlineTimer.NEVER;
        for (IncomingCall<?, ?> call : open()) {
            if (call.deadlineNanos <= nowNanos) {
                drop(call, StatusCode.DEADLINE_EXCEEDED);
                answerRefusal(
                        call.id,
                        new Status(
                                StatusCode.DEADLINE_EXCEEDED,
                                "DEADLINE_EXCEEDED",
                                call.method() + ": the caller's deadline passed",
                                Certainty.UNKNOWN,
                                null));
            } else {
                next = Math.min(next, call.deadlineNanos);
            }
        }
        return next;
    }

    /**
     * The connection ends: all handlers are told.
     *
     * @param answersLeave whether answers that wait as a whole may still be sent
     */
    void endAll(boolean answersLeave) {
        for (IncomingCall<?, ?> call : open()) {
            if (!answersLeave || !call.handled || call.sending != null) {
                drop(call, StatusCode.UNAVAILABLE);
            }
        }
    }

    private void register(IncomingCall<?, ?> call) {
        running++;
        calls.put(call.id, call);
        call.observed = call.observer.begin();
        session.deadlines().start(call.deadlineNanos);
    }

    private void dispatch(IncomingCall<?, ?> call) {
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

    private void decodeFor(IncomingCall<?, ?> call, HandlerExecution.Custom execution) {
        if (call.decode()) {
            handOver(call, execution);
        } else {
            handlerEnded(call);
        }
    }

    /** Any thread. */
    private void handOver(IncomingCall<?, ?> call, HandlerExecution.Custom execution) {
        try {
            execution.executor().execute(call);
        } catch (RuntimeException | OutOfMemoryError e) {
            notExecuted(call, "the executor of its service does not take it", e);
        }
    }

    private void notExecuted(IncomingCall<?, ?> call, String why, Throwable cause) {
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

    private void reply(IncomingCall<?, ?> call) {
        call.handled = true;
        if (calls.get(call.id) != call) {
            oneLess(); // nobody waits any more
            call.freeResponse();
            return;
        }
        Status failure = call.failure();
        MessageLite response = call.response();
        byte[] large = call.largeResponse();
        FirstFrame first = FirstFrame.response(call.id);
        if (failure == null && response == null) {
            failure = noOutcome(call);
        }
        call.observed.ended(failure == null ? StatusCode.OK : failure.code()); // before the caller can know
        if (failure != null) {
            outbound.status(call, call.id, StatusCodec.encode(failure));
        } else if (large != null) {
            call.sending = outbound.large(call, first, large);
        } else if (response != null) {
            outbound.whole(call, first, response);
        }
    }

    private static Status noOutcome(IncomingCall<?, ?> call) {
        return Failures.protocol(call.method() + ": ended without an outcome");
    }

    void answerSent(IncomingCall<?, ?> call) {
        calls.remove(call.id);
        oneLess();
    }

    private void oneLess() {
        running--;
        session.onCallEnded();
    }

    /** Forgets a call whose result nobody wants; its handler is told and may still run. */
    private void drop(IncomingCall<?, ?> call, StatusCode why) {
        call.observed.ended(why);
        calls.remove(call.id);
        outbound.remove(call);
        if (call.receiving != null) {
            reassembly.release(call.receiving);
            call.receiving = null;
            oneLess(); // no handler was started
        } else if (call.turn != null) {
            call.turn.end();
            call.turn = null;
            call.freeRequest();
            oneLess(); // nor here
        } else if (call.handled) {
            oneLess(); // only its answer was left
            call.freeResponse();
        }
        call.cancel();
    }

    /** Answers a call that was not registered. */
    private void refuse(long id, MethodObserver observer, Status status) {
        observer.refused(status.code());
        answerRefusal(id, status);
    }

    /** Answers a call that has no handler. A peer that does not read such answers is cut off, so that they cannot pile up. */
    private void answerRefusal(long id, Status status) {
        outbound.refusal(id, StatusCodec.encode(status));
    }

    private @Nullable IncomingCall<?, ?> find(long id) {
        if (id > lastId) {
            throw new ProtocolException("stream " + id + ": was never opened (expected: at most " + lastId + ")");
        }
        return calls.get(id);
    }

    private List<IncomingCall<?, ?>> open() {
        List<IncomingCall<?, ?>> open = new ArrayList<>(calls.size());
        calls.forEach(open::add);
        return open;
    }
}
