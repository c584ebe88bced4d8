package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.loopline.CallLimits;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.CallOptions;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.internal.context.CurrentCall;
import dev.loopline.internal.engine.Reassembly.Assembly;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.observe.MethodObservers;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.internal.wire.MessageReader;
import dev.loopline.proto.wire.v1.CallStatus;
import dev.loopline.proto.wire.v1.Declare;
import dev.loopline.proto.wire.v1.GoAway;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls that this side of a connection makes.
 *
 * <p>{@link #start}, {@link #cancelled} and {@link #canBegin} are for any thread, everything else for the connection's role.
 */
final class OutgoingCalls {
    private final Session session;
    private final Outbound outbound;
    private final Reassembly reassembly;
    private final MessageReader reader;
    private final CallLimits limits;
    private final MethodObservers observers;
    private final MessageMemory memory;
    private final int maxCalls;
    private final long maxMessageBytes;
    private final AtomicInteger inFlight = new AtomicInteger(); // permits, taken before a call enters the inbox

    private final StreamTable<OutgoingCall<?, ?>> calls = new StreamTable<>();
    private final Map<String, Integer> methodNumbers = new HashMap<>();
    private long nextId;
    private volatile @Nullable Status ended; // why no call can be made any more; set in the role

    OutgoingCalls(Session session, Outbound outbound, Reassembly reassembly, MessageReader reader) {
        this.session = session;
        this.outbound = outbound;
        this.reassembly = reassembly;
        this.reader = reader;
        this.limits = session.config().callLimits();
        this.observers = session.config().observers().made();
        this.memory = session.config().memory();
        this.maxCalls =
                Math.min(limits.maxConcurrentCalls(), session.peerLimits().maxCalls());
        this.maxMessageBytes = session.peerLimits().maxMessageBytes();
        this.nextId = session.isInitiator() ? 1 : 2;
    }

    /** Starts a call. The future fails, never this method. */
    <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> start(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        IncomingCall<?, ?> parent = CurrentCall.get() instanceof IncomingCall<?, ?> current ? current : null;
        Duration timeout = CallTimeout.of(method, options, parent);
        MethodObserver observer = observers.of(method.fullName());
        Status refusal = refusal(method, request, options.metadata(), timeout);
        if (refusal != null) {
            return refused(observer, refusal);
        }
        byte[] headers = StatusCodec.encodeHeaders(options.metadata());
        if (headers.length > outbound.maxHeaderBytes()) {
            return refused(
                    observer,
                    Failures.badMetadata("metadata: " + headers.length + " bytes when encoded (expected: at most "
                            + outbound.maxHeaderBytes()
                            + ", so that it fits into a frame; raise maxFrameBytes of both sides)"));
        }
        OutgoingCall<Q, R> call = new OutgoingCall<>(
                this, method, request, headers, timeout, session.deadlines().after(timeout), parent);
        if (request.getSerializedSize() > outbound.maxWholeMessageBytes(headers.length)) {
            Status notNow = call.encodeLarge(memory.sending());
            if (notNow != null) {
                call.fail(notNow);
                return call;
            }
        }
        call.observed = observer.begin();
        if (parent != null) {
            parent.addNested(call); // before it can end, since its end is what removes it
        }
        if (inFlight.incrementAndGet() > maxCalls || !session.submit(call)) {
            inFlight.decrementAndGet();
            call.detach();
            call.fail(Failures.tooManyCalls(maxCalls, "maxConcurrentCalls of the side that asks for less"));
        }
        return call;
    }

    private static <R> CompletableFuture<R> refused(MethodObserver observer, Status why) {
        observer.refused(why.code());
        return CompletableFuture.failedFuture(why.asException());
    }

    /** {@return whether neither side has ended the connection or said that it will} */
    boolean canBegin() {
        return ended == null;
    }

    private @Nullable Status refusal(
            MethodDescriptor<?, ?> method, MessageLite request, Metadata metadata, Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            return Failures.deadline(method, timeout, Certainty.NOT_EXECUTED);
        }
        if (request.getSerializedSize() > maxMessageBytes) {
            return Failures.messageTooLarge(
                    "request of " + method, request.getSerializedSize(), maxMessageBytes, Certainty.NOT_EXECUTED);
        }
        return metadata.isEmpty() ? null : metadataProblem(metadata, limits);
    }

    static @Nullable Status metadataProblem(Metadata metadata, CallLimits limits) {
        if (metadata.entries().size() > limits.maxMetadataEntries()) {
            return Failures.badMetadata("metadata entries: "
                    + metadata.entries().size() + " (expected: at most " + limits.maxMetadataEntries() + ")");
        }
        if (metadata.sizeBytes() > limits.maxMetadataBytes()) {
            return Failures.badMetadata("metadata bytes: " + metadata.sizeBytes() + " (expected: at most "
                    + limits.maxMetadataBytes() + ")");
        }
        return null;
    }

    /** Runs in the role, once per started call, also after the connection ended. */
    void begin(OutgoingCall<?, ?> call) {
        Status refusal = ended;
        if (refusal == null && session.deadlines().now() >= call.deadlineNanos) {
            refusal = Failures.deadline(call.method, call.timeout, Certainty.NOT_EXECUTED);
        }
        if (refusal != null || call.isDone()) {
            release(call);
            call.fail(refusal == null ? Failures.cancelled(call.method, Certainty.NOT_EXECUTED) : refusal);
            return;
        }
        Integer number = numberOf(call.method.fullName());
        if (number == null) {
            release(call);
            call.fail(Failures.notAnswered(
                    "TOO_MANY_METHODS",
                    "methods used on this connection: " + methodNumbers.size() + " (expected: at most as many)",
                    StatusCode.RESOURCE_EXHAUSTED));
            return;
        }
        call.id = nextId;
        nextId += 2;
        calls.put(call.id, call);
        session.deadlines().start(call.deadlineNanos);
        call.send(outbound, FirstFrame.call(number, wireTimeout(call.deadlineNanos), call.id, call.headers()));
    }

    private @Nullable Integer numberOf(String name) {
        Integer known = methodNumbers.get(name);
        if (known != null || methodNumbers.size() >= limits.maxMethods()) {
            return known;
        }
        int number = methodNumbers.size() + 1;
        methodNumbers.put(name, number);
        outbound.control(
                FrameType.DECLARE,
                number,
                0,
                0,
                Declare.newBuilder().setMethod(name).build());
        return number;
    }

    /** The time left in milliseconds, rounded up; 0 for none. What does not fit is cut to the largest number. */
    private int wireTimeout(long deadlineNanos) {
        if (deadlineNanos == DeadlineTimer.NEVER) {
            return 0;
        }
        long millis = (deadlineNanos - session.deadlines().now() + 999_999) / 1_000_000;
        return (int) Math.max(1, Math.min(0xFFFF_FFFFL, millis));
    }

    /** The whole response, or the beginning of a large one. */
    void onMessage(ByteBuffer frame, long id, int flags) {
        OutgoingCall<?, ?> call = find(id);
        if (call == null) {
            return;
        }
        if (call.turn != null) {
            throw new ProtocolException("stream " + id + ": MESSAGE after the last one");
        }
        if (flags == FrameHeader.FLAG_END) {
            frame.position(frame.position() + FrameHeader.BYTES);
            complete(call, frame);
        } else if (flags == FrameHeader.FLAG_MORE && call.receiving == null) {
            beginLarge(call, frame);
        } else {
            throw new ProtocolException("stream " + id + ": MESSAGE with flags " + flags + " (expected: 1 or 2, once)");
        }
    }

    /** More of a large response. */
    void onFragment(ByteBuffer frame, long id, int flags) {
        OutgoingCall<?, ?> call = find(id);
        if (call == null) {
            return;
        }
        if (call.receiving == null) {
            throw new ProtocolException("stream " + id + ": FRAGMENT without a message that it belongs to");
        }
        frame.position(frame.position() + FrameHeader.BYTES);
        Assembly assembly = call.receiving;
        byte[] whole = reassembly.append(assembly, frame, (flags & FrameHeader.FLAG_MORE) == 0);
        if (whole != null) {
            call.receiving = null;
            awaitTurn(call, whole, assembly::free);
        }
    }

    void onStatus(ByteBuffer frame, long id) {
        CallStatus status = StatusCodec.body(CallStatus.parser(), frame, "STATUS");
        OutgoingCall<?, ?> call = find(id);
        if (call != null) {
            finish(call);
            call.fail(StatusCodec.decode(status));
        }
    }

    void onCredit(long id, long bytes) {
        OutgoingCall<?, ?> call = find(id);
        if (call != null && call.sending != null) {
            outbound.addCredit(call.sending, bytes);
        }
    }

    /** The peer will not answer calls after the last one that it names. */
    void onGoAway(GoAway goAway) {
        String why = StatusCodec.describe(goAway);
        ended = Failures.goingAway(Certainty.NOT_EXECUTED, why);
        for (OutgoingCall<?, ?> call : open()) {
            if (Long.compareUnsigned(call.id, goAway.getLastStreamId()) > 0) {
                finish(call);
                call.fail(Failures.goingAway(Certainty.NOT_EXECUTED, why));
            }
        }
    }

    /** Calls that begin from now on fail. Those that began go on. */
    void beginNoMore() {
        if (ended == null) {
            ended = Failures.goingAway(Certainty.NOT_EXECUTED, "this side ends the connection");
        }
    }

    /** {@return whether no call is under way} */
    boolean isIdle() {
        return calls.size() == 0;
    }

    /** Ends the calls whose deadline has passed. */
    long expire(long nowNanos) {
        long next = DeadlineTimer.NEVER;
        for (OutgoingCall<?, ?> call : open()) {
            if (call.deadlineNanos <= nowNanos) {
                Certainty certainty = call.certainty();
                abandon(call, StatusCode.DEADLINE_EXCEEDED);
                call.fail(Failures.deadline(call.method, call.timeout, certainty));
            } else {
                next = Math.min(next, call.deadlineNanos);
            }
        }
        return next;
    }

    /** The caller gave up. Any thread. */
    void cancelled(OutgoingCall<?, ?> call) {
        Runnable task = () -> {
            if (call.id != 0 && calls.get(call.id) == call) {
                abandon(call, StatusCode.CANCELLED);
            }
        };
        session.later(task);
    }

    /** The connection ends: so do all calls, and later ones fail at once. */
    void endAll(Status status) {
        if (ended == null) {
            ended = status.withCertainty(Certainty.NOT_EXECUTED);
        }
        for (OutgoingCall<?, ?> call : open()) {
            Certainty certainty = call.certainty();
            finish(call);
            call.fail(status.withCertainty(certainty));
        }
    }

    private void abandon(OutgoingCall<?, ?> call, StatusCode why) {
        finish(call);
        if (call.wasSent()) {
            outbound.control(FrameType.CANCEL, why.number(), call.id);
        }
    }

    private void complete(OutgoingCall<?, ?> call, ByteBuffer payload) {
        int size = payload.remaining();
        if (size <= memory.uncountedBytes()) {
            finish(call);
            completeWith(call, payload);
            return;
        }
        HeapShare.Claim claim = memory.decoded().tryTake(MessageMemory.whileDecoding(size));
        if (claim == null) {
            keepWhole(call, payload);
            return;
        }
        finish(call);
        try {
            completeWith(call, payload);
        } finally {
            claim.release();
        }
    }

    /** Copies a message out of its frame, because it cannot be decoded yet. */
    private void keepWhole(OutgoingCall<?, ?> call, ByteBuffer payload) {
        HeapShare.Claim kept = memory.beginnings().tryTake(payload.remaining());
        if (kept == null) {
            tooLate(call);
            return;
        }
        byte[] whole = new byte[payload.remaining()];
        payload.get(whole);
        awaitTurn(call, whole, kept::release);
    }

    /** Decodes a response as soon as there is memory for that. */
    private void awaitTurn(OutgoingCall<?, ?> call, byte[] whole, Runnable onDecoded) {
        DecodeTurn turn = new DecodeTurn(session, whole.length, () -> completeInTurn(call, whole), () -> tooLate(call));
        call.awaitTurn(turn, onDecoded);
        if (turn.isNow()) {
            completeInTurn(call, whole);
        }
    }

    private <Q extends MessageLite, R extends MessageLite> void completeInTurn(OutgoingCall<Q, R> call, byte[] whole) {
        end(call);
        try {
            completeLarge(call, whole);
        } finally {
            call.freeResponse();
        }
    }

    private void tooLate(OutgoingCall<?, ?> call) {
        finish(call);
        call.fail(Failures.decodeBusy("response of " + call.method, Certainty.EXECUTED));
    }

    private <Q extends MessageLite, R extends MessageLite> void completeWith(
            OutgoingCall<Q, R> call, ByteBuffer payload) {
        try {
            call.succeed(reader.parse(call.method.responseParser(), payload));
        } catch (InvalidProtocolBufferException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            call.fail(Failures.badResponse(call.method, e));
        }
    }

    private static <Q extends MessageLite, R extends MessageLite> void completeLarge(
            OutgoingCall<Q, R> call, byte[] whole) {
        try {
            call.succeed(MessageReader.parse(call.method.responseParser(), whole, 0, whole.length, true));
        } catch (InvalidProtocolBufferException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            call.fail(Failures.badResponse(call.method, e));
        }
    }

    private void beginLarge(OutgoingCall<?, ?> call, ByteBuffer frame) {
        int total = LargeMessages.totalBytes(frame, FrameHeader.BYTES);
        long max = session.config().messageLimits().maxMessageBytes();
        Status refusal = null;
        if (Integer.toUnsignedLong(total) > max) {
            refusal = Failures.messageTooLarge(
                    "response of " + call.method, Integer.toUnsignedLong(total), max, Certainty.EXECUTED);
        } else {
            call.receiving = reassembly.begin(call.id, total);
            if (call.receiving == null) {
                refusal = Failures.reassemblyFull(total, Certainty.EXECUTED);
            }
        }
        if (refusal != null || call.receiving == null) {
            abandon(call, StatusCode.RESOURCE_EXHAUSTED);
            call.fail(refusal == null ? Failures.reassemblyFull(total, Certainty.EXECUTED) : refusal);
            return;
        }
        frame.position(frame.position() + FrameHeader.BYTES + Integer.BYTES);
        reassembly.append(call.receiving, frame, false);
    }

    /** {@return the call of an id; {@code null} if it ended already, so that what comes for it is late} */
    private @Nullable OutgoingCall<?, ?> find(long id) {
        OutgoingCall<?, ?> call = calls.get(id);
        if (call == null && id >= nextId) {
            throw new ProtocolException("stream " + id + ": was never opened (expected: below " + nextId + ")");
        }
        return call;
    }

    private void finish(OutgoingCall<?, ?> call) {
        end(call);
        call.freeResponse();
    }

    /** Takes a call out; what its response needs is left to it. */
    private void end(OutgoingCall<?, ?> call) {
        calls.remove(call.id);
        if (call.sending != null || !call.wasSent()) {
            outbound.remove(call);
        }
        if (call.receiving != null) {
            reassembly.release(call.receiving);
            call.receiving = null;
        }
        release(call);
        session.onCallEnded();
    }

    private void release(OutgoingCall<?, ?> call) {
        inFlight.decrementAndGet();
        call.detach();
    }

    private List<OutgoingCall<?, ?>> open() {
        List<OutgoingCall<?, ?>> open = new ArrayList<>(calls.size());
        calls.forEach(open::add);
        return open;
    }
}
