package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.CallLimits;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.StreamFilter;
import dev.loopline.internal.context.CurrentCall;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.observe.MethodObservers;
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
 * <p>{@link #start}, {@link #startStream}, {@link #later} and {@link #canBegin} are for any thread, everything else for the
 * connection's role.
 */
final class OutgoingCalls {
    private final Session session;
    private final Outbound outbound;
    private final Reassembly reassembly;
    private final UnaryResponses unary;
    private final CallLimits limits;
    private final MethodObservers observers;
    private final MessageMemory memory;
    private final int maxCalls;
    private final long maxMessageBytes;
    private final AtomicInteger inFlight = new AtomicInteger(); // permits, taken before a call enters the inbox

    private final StreamTable<OpenCall> calls = new StreamTable<>();
    private final Map<String, Integer> methodNumbers = new HashMap<>();
    private long nextId;
    private volatile @Nullable Status ended; // why no call can be made any more; set in the role

    OutgoingCalls(Session session, Outbound outbound, Reassembly reassembly, MessageReader reader) {
        this.session = session;
        this.outbound = outbound;
        this.reassembly = reassembly;
        this.unary = new UnaryResponses(session, this, reassembly, reader);
        this.limits = session.config().callLimits();
        this.observers = session.config().observers().made();
        this.memory = session.config().memory();
        this.maxCalls =
                Math.min(limits.maxConcurrentCalls(), session.peerLimits().maxCalls());
        this.maxMessageBytes = session.peerLimits().maxMessageBytes();
        this.nextId = session.isInitiator() ? 1 : 2;
    }

    // ---- any thread

    /** Starts a unary call. The future fails, never this method. */
    <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> start(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        ServedCall<?, ?> parent = CurrentCall.get() instanceof ServedCall<?, ?> current ? current : null;
        Duration timeout = CallTimeout.of(method, options, parent);
        MethodObserver observer = observers.of(method.fullName());
        byte[] headers = StatusCodec.encodeHeaders(options.metadata());
        Status refusal = refusal(method, options.metadata(), headers, timeout);
        if (refusal == null && request.getSerializedSize() > maxMessageBytes) {
            refusal = Failures.messageTooLarge(
                    "request of " + method, request.getSerializedSize(), maxMessageBytes, Certainty.NOT_EXECUTED);
        }
        if (refusal != null) {
            observer.refused(refusal.code());
            return CompletableFuture.failedFuture(refusal.asException());
        }
        OutgoingCall<Q, R> call = new OutgoingCall<>(this, method, request, headers, options, timeout, parent);
        if (request.getSerializedSize() > outbound.maxWholeMessageBytes(headers.length)) {
            try {
                call.encodeLarge(memory.sending());
            } catch (StatusException e) {
                call.fail(e.status());
                return call;
            }
        }
        call.observed = observer.begin();
        admit(call, call, call, parent);
        return call;
    }

    /** {@return a call that streams and has failed before it began} */
    <Q extends MessageLite, R extends MessageLite> OutgoingStream<Q, R> failedStream(
            MethodDescriptor<Q, R> method, CallOptions options, Status failure) {
        OutgoingStream<Q, R> call = new OutgoingStream<>(
                this,
                method,
                options,
                Filters.of(List.of()),
                CallOptions.NO_DEADLINE,
                new byte[0],
                null,
                observers.of(method.fullName()).begin());
        call.fail(failure);
        return call;
    }

    /** Starts a call that streams. It fails in the streams, never in this method. */
    <Q extends MessageLite, R extends MessageLite> OutgoingStream<Q, R> startStream(
            MethodDescriptor<Q, R> method, CallOptions options, StreamFilter<Q, R> filter) {
        ServedCall<?, ?> parent = CurrentCall.get() instanceof ServedCall<?, ?> current ? current : null;
        Duration timeout = CallTimeout.of(method, options, parent);
        byte[] headers = StatusCodec.encodeHeaders(options.metadata());
        Status refusal = refusal(method, options.metadata(), headers, timeout);
        MethodObserver observer = observers.of(method.fullName());
        OutgoingStream<Q, R> call =
                new OutgoingStream<>(this, method, options, filter, timeout, headers, parent, observer.begin());
        if (refusal != null) {
            call.fail(refusal);
        } else {
            admit(call, call, call.cancellation(), parent);
        }
        return call;
    }

    private void admit(
            OpenCall call, Runnable task, CompletableFuture<?> cancellation, @Nullable ServedCall<?, ?> parent) {
        if (parent != null) {
            parent.addNested(cancellation); // before it can end, since its end is what removes it
        }
        if (!permitted(call) || !session.submit(task)) {
            leave(call);
            call.release();
            call.fail(Failures.tooManyCalls(maxCalls, "maxConcurrentCalls of the side that asks for less"));
        }
    }

    private boolean permitted(OpenCall call) {
        return !call.isCounted() || inFlight.incrementAndGet() <= maxCalls;
    }

    private void leave(OpenCall call) {
        if (call.isCounted()) {
            inFlight.decrementAndGet();
        }
    }

    private @Nullable Status refusal(
            MethodDescriptor<?, ?> method, Metadata metadata, byte[] headers, Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            return Failures.deadline(method, timeout, Certainty.NOT_EXECUTED);
        }
        if (headers.length > outbound.maxHeaderBytes()) {
            return Failures.badMetadata("metadata: " + headers.length + " bytes when encoded (expected: at most "
                    + outbound.maxHeaderBytes() + ", so that it fits into a frame; raise maxFrameBytes of both sides)");
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

    /** {@return whether neither side has ended the connection or said that it will} */
    boolean canBegin() {
        return ended == null;
    }

    void later(Runnable task) {
        session.later(task);
    }

    Session session() {
        return session;
    }

    // ---- in the role

    Outbound outbound() {
        return outbound;
    }

    Reassembly reassembly() {
        return reassembly;
    }

    UnaryResponses unary() {
        return unary;
    }

    /** Runs once per started call, also after the connection ended. */
    void begin(OpenCall call) {
        long now = session.deadlines().now();
        Status refusal = refusalOf(call, now);
        if (refusal != null) {
            leave(call);
            call.release();
            call.fail(refusal);
            return;
        }
        int number = numberOf(call.method());
        long id = nextId;
        nextId += 2;
        calls.put(id, call);
        session.deadlines().start(call.deadlineNanos());
        call.start(FirstFrame.call(number, wireTimeout(call.deadlineNanos(), now), id, call.headers()));
    }

    private @Nullable Status refusalOf(OpenCall call, long now) {
        if (ended != null) {
            return ended;
        }
        if (now >= call.deadlineNanos()) {
            return Failures.deadline(call.method(), call.timeout(), Certainty.NOT_EXECUTED);
        }
        if (call.isDone()) {
            return Failures.cancelled(call.method(), Certainty.NOT_EXECUTED);
        }
        if (methodNumbers.size() >= limits.maxMethods()
                && !methodNumbers.containsKey(call.method().fullName())) {
            return Failures.notAnswered(
                    "TOO_MANY_METHODS",
                    "methods used on this connection: " + methodNumbers.size() + " (expected: at most as many)",
                    StatusCode.RESOURCE_EXHAUSTED);
        }
        return null;
    }

    /** {@return the number of a method, which the peer is told if it is new} */
    private int numberOf(MethodDescriptor<?, ?> method) {
        Integer known = methodNumbers.get(method.fullName());
        if (known != null) {
            return known;
        }
        int number = methodNumbers.size() + 1;
        methodNumbers.put(method.fullName(), number);
        Declare declaration = Declare.newBuilder()
                .setMethod(method.fullName())
                .setType(StatusCodec.encode(method.type()))
                .build();
        outbound.control(FrameType.DECLARE, number, 0, 0, declaration);
        return number;
    }

    /** The time left in milliseconds, rounded up; 0 for none. What does not fit is cut to the largest number. */
    private static int wireTimeout(long deadlineNanos, long now) {
        if (deadlineNanos == DeadlineTimer.NEVER) {
            return 0;
        }
        long millis = (deadlineNanos - now + 999_999) / 1_000_000;
        return (int) Math.max(1, Math.min(0xFFFF_FFFFL, millis));
    }

    void onMessage(ByteBuffer frame, long id, int flags) {
        OpenCall call = find(id);
        if (call != null) {
            call.onMessage(frame, flags);
        }
    }

    void onFragment(ByteBuffer frame, long id, int flags) {
        OpenCall call = find(id);
        if (call != null) {
            call.onFragment(frame, flags);
        }
    }

    void onStatus(ByteBuffer frame, long id) {
        CallStatus status = StatusCodec.body(CallStatus.parser(), frame, "STATUS");
        OpenCall call = find(id);
        if (call == null) {
            return;
        }
        Metadata trailers;
        try {
            trailers = CallHead.metadata(status.getMetadataList(), limits);
        } catch (StatusException e) {
            finish(call);
            call.fail(e.status().withCertainty(Certainty.EXECUTED));
            return;
        }
        if (status.getCode() == StatusCode.OK.number()) {
            call.onEnd(trailers);
        } else {
            finish(call);
            call.onFailed(StatusCodec.decode(status), trailers);
        }
    }

    void onCredit(long id, long bytes) {
        OpenCall call = find(id);
        if (call != null) {
            call.onCredit(bytes);
        }
    }

    /** The peer will not answer calls after the last one that it names. */
    void onGoAway(GoAway goAway) {
        String why = StatusCodec.describe(goAway);
        ended = Failures.goingAway(Certainty.NOT_EXECUTED, why);
        for (OpenCall call : open()) {
            if (Long.compareUnsigned(call.id(), goAway.getLastStreamId()) > 0) {
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

    /** Ends the calls whose deadline has passed, or whose response does not go on. */
    long expire(long nowNanos) {
        long next = DeadlineTimer.NEVER;
        for (OpenCall call : open()) {
            if (call.deadlineNanos() <= nowNanos) {
                Certainty certainty = call.certainty();
                abandon(call, StatusCode.DEADLINE_EXCEEDED);
                call.fail(Failures.deadline(call.method(), call.timeout(), certainty));
                continue;
            }
            long look = call.look(nowNanos);
            if (look <= nowNanos) {
                abandon(call, StatusCode.RESOURCE_EXHAUSTED);
                call.fail(Failures.messageStalled("response of " + call.method(), Certainty.EXECUTED));
            } else {
                next = Math.min(next, Math.min(look, call.deadlineNanos()));
            }
        }
        return next;
    }

    /** The connection ends: so do all calls, and later ones fail at once. */
    void endAll(Status status) {
        if (ended == null) {
            ended = status.withCertainty(Certainty.NOT_EXECUTED);
        }
        for (OpenCall call : open()) {
            Certainty certainty = call.certainty();
            finish(call);
            call.fail(status.withCertainty(certainty));
        }
    }

    /** {@return whether a call was started and has not ended} */
    boolean isOpen(OpenCall call) {
        return call.id() != 0 && calls.get(call.id()) == call;
    }

    /** Takes a call out that this side ends, and tells the peer, ahead of what else is to be sent. */
    void abandon(OpenCall call, StatusCode why) {
        boolean sent = call.wasSent();
        finish(call);
        if (sent) {
            outbound.control(FrameType.CANCEL, why.number(), call.id());
        }
    }

    /** Takes a call out, and frees what it holds. */
    void finish(OpenCall call) {
        take(call);
        call.freeResponse();
    }

    /** Takes a call out; what its response needs is left to it. */
    void take(OpenCall call) {
        calls.remove(call.id());
        leave(call);
        call.release();
        session.onCallEnded();
    }

    /** {@return the call of an id; {@code null} if it ended already, so that what comes for it is late} */
    private @Nullable OpenCall find(long id) {
        OpenCall call = calls.get(id);
        if (call == null && id >= nextId) {
            throw new ProtocolException("stream " + id + ": was never opened (expected: below " + nextId + ")");
        }
        return call;
    }

    private List<OpenCall> open() {
        List<OpenCall> open = new ArrayList<>(calls.size());
        calls.forEach(open::add);
        return open;
    }
}
