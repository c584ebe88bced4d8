package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.internal.context.CurrentCall;
import dev.loopline.internal.engine.Reassembly.Assembly;
import dev.loopline.internal.observe.CallObserver;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.wire.MessageReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A call of the peer: what its handler sees of it, and the task that runs the handler.
 *
 * <p>The handler's outcome is stored and handed to the connection's role, which answers once. Cancellation comes from the
 * role and meets the handler's thread under this object's lock. Fields without a remark are for the role only.
 */
final class IncomingCall<Q extends MessageLite, R extends MessageLite>
        implements CallContext, Runnable, OutboundStream {
    private static final Status HANDLER_FAILED =
            Status.of(StatusCode.UNKNOWN, "HANDLER_FAILED", "the handler failed, and so did the attempt to log it");

    final long id;
    final long deadlineNanos;
    final MethodObserver observer;

    private final IncomingCalls owner;
    private final ServiceTable.Served<Q, R> served;
    private final Metadata metadata;

    private @Nullable Q request; // set before the handler's task is handed over
    private byte @Nullable [] largeRequest; // instead of request; parsed where the handler runs

    @Nullable
    Assembly receiving;

    @Nullable
    OutboundMessage sending;

    CallObserver observed = CallObserver.NONE; // until it is registered

    @Nullable
    DecodeTurn turn; // waits for memory

    private HeapShare.@Nullable Claim decoding; // of the request; set before the handler's task is handed over
    private @Nullable Runnable onDecoded; // frees the undecoded bytes; likewise
    private HeapShare.@Nullable Claim encoded; // of a large response; set like that

    boolean handled; // its outcome was handed over

    private @Nullable R response; // set by the handler's thread before it hands over the outcome
    private byte @Nullable [] largeResponse; // beside response, if it needs fragments
    private @Nullable Status failure; // instead of response

    private final List<Runnable> onCancel = new ArrayList<>(0); // guarded by this
    private final List<CompletableFuture<?>> nested = new ArrayList<>(0); // guarded by this
    private @Nullable Thread handlerThread; // guarded by this; null unless it may be interrupted
    private boolean taken; // guarded by this; its handler runs or has run, or never will
    private boolean ended; // guarded by this
    private volatile boolean cancelled;

    IncomingCall(
            IncomingCalls owner,
            ServiceTable.Served<Q, R> served,
            MethodObserver observer,
            long id,
            Metadata metadata,
            long deadlineNanos) {
        this.owner = owner;
        this.served = served;
        this.observer = observer;
        this.id = id;
        this.metadata = metadata;
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public MethodDescriptor<Q, R> method() {
        return served.descriptor();
    }

    @Override
    public Metadata metadata() {
        return metadata;
    }

    @Override
    public IpcConnection connection() {
        return owner.connection();
    }

    @Override
    public @Nullable Duration remaining() {
        return deadlineNanos == DeadlineTimer.NEVER
                ? null
                : Duration.ofNanos(Math.max(0, deadlineNanos - owner.nowNanos()));
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (ended) {
                return;
            }
            if (!cancelled) {
                onCancel.add(action);
                return;
            }
        }
        action.run();
    }

    /** Has a call that the handler makes end with this one. Any thread. */
    void addNested(CompletableFuture<?> call) {
        synchronized (this) {
            if (!cancelled) {
                nested.add(call);
                return;
            }
        }
        call.cancel(true);
    }

    /** A call that the handler made has ended. Any thread. */
    synchronized void removeNested(CompletableFuture<?> call) {
        nested.removeIf(each -> each == call);
    }

    HandlerExecution execution() {
        return served.execution();
    }

    void request(Q message, HeapShare.@Nullable Claim claim, int wireBytes) {
        request = message;
        if (claim != null) {
            decoding = claim;
            claim.keep(DecodedSize.of(message, wireBytes));
        }
    }

    void largeRequest(byte[] bytes, HeapShare.Claim claim, Runnable whenDecoded) {
        largeRequest = bytes;
        decoding = claim;
        onDecoded = whenDecoded;
    }

    boolean isDecoded() {
        return largeRequest == null;
    }

    /**
     * Decodes a large request before the handler runs.
     *
     * @return whether it is a message; the call has failed if not
     */
    boolean decode() {
        try {
            request = takeRequest();
            return true;
        } catch (BadRequestException e) {
            return !refuse(e.status);
        }
    }

    /** Gives back the memory that was counted for the request. Any thread, once it is not used any more. */
    void freeRequest() {
        freeUndecoded();
        if (decoding != null) {
            decoding.release();
        }
    }

    private void freeUndecoded() {
        Runnable free = onDecoded;
        onDecoded = null;
        if (free != null) {
            free.run();
        }
    }

    /** Gives back the memory that was counted for a large response. */
    void freeResponse() {
        if (encoded != null) {
            encoded.release();
        }
    }

    Parser<Q> requestParser() {
        return served.descriptor().requestParser();
    }

    /** Runs the handler and hands over what it answers. */
    @Override
    public void run() {
        if (!take()) {
            return;
        }
        boolean interruptible = served.execution() instanceof HandlerExecution.Threads;
        CallContext around = CurrentCall.get(); // of a handler that lets its thread do something else meanwhile
        CurrentCall.set(this);
        try {
            if (begin(interruptible)) {
                answer(served.handler().handle(takeRequest(), this));
            } else {
                failure = Failures.cancelled(method(), Certainty.NOT_EXECUTED);
            }
        } catch (BadRequestException e) {
            failure = e.status;
        } catch (StatusException e) {
            failure = Status.of(e.code(), e.reason(), e.status().message());
        } catch (Throwable e) { // whatever a handler does, its call ends
            failure = HANDLER_FAILED; // in case the next line fails too, for lack of memory
            failure = unexpected(e);
        } finally {
            CurrentCall.set(around);
            end(interruptible);
            freeRequest();
            owner.handlerEnded(this);
        }
    }

    private void answer(@Nullable R result) {
        if (result == null) {
            failure = Status.of(
                    StatusCode.INTERNAL, "NO_RESPONSE", method() + ": the handler returned null (expected: a message)");
            return;
        }
        Status tooLarge = owner.tooLarge(this, result.getSerializedSize());
        if (tooLarge != null) {
            failure = tooLarge;
            return;
        }
        if (owner.needsFragments(result.getSerializedSize())) {
            encoded = owner.memory().sending().tryTake(result.getSerializedSize());
            if (encoded == null) {
                failure =
                        Failures.sendingFull("response of " + method(), result.getSerializedSize(), Certainty.EXECUTED);
                return;
            }
            try {
                largeResponse = result.toByteArray();
            } catch (OutOfMemoryError e) {
                failure = Failures.outOfMemory("response of " + method(), Certainty.EXECUTED, e);
                return;
            }
        }
        response = result;
    }

    private Q takeRequest() throws BadRequestException {
        Q message = request;
        byte[] bytes = largeRequest;
        request = null;
        largeRequest = null;
        if (message != null) {
            return message;
        }
        if (bytes == null) {
            throw new IllegalStateException(method() + ": no request (expected: set before the handler runs)");
        }
        try {
            Q decoded = MessageReader.parse(requestParser(), bytes, 0, bytes.length, true);
            if (decoding != null) {
                decoding.keep(DecodedSize.of(decoded, bytes.length));
            }
            freeUndecoded();
            return decoded;
        } catch (InvalidProtocolBufferException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new BadRequestException(Failures.badRequest(method(), e));
        }
    }

    private Status unexpected(Throwable thrown) {
        if (cancelled) {
            return Failures.cancelled(method(), Certainty.EXECUTED);
        }
        String logId = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
        boolean logged = Logs.HANDLERS.error("{}: handler failed [{}]", method(), logId, thrown);
        return Failures.handlerFailed(method(), logged ? logId : null);
    }

    private synchronized boolean take() {
        boolean first = !taken;
        taken = true;
        return first;
    }

    private synchronized boolean begin(boolean interruptible) {
        if (cancelled) {
            return false;
        }
        handlerThread = interruptible ? Thread.currentThread() : null;
        return true;
    }

    private void end(boolean interruptible) {
        synchronized (this) {
            handlerThread = null;
            ended = true;
            onCancel.clear();
        }
        if (interruptible) {
            boolean wasInterrupted = Thread.interrupted(); // not for the next call of this thread
            if (wasInterrupted && !cancelled) {
                Logs.ENGINE.debug("{}: the handler left its thread interrupted", method());
            }
        }
    }

    /** Tells the handler that nobody waits any more. In the role. */
    void cancel() {
        List<Runnable> actions;
        List<CompletableFuture<?>> calls;
        synchronized (this) {
            if (cancelled || ended) {
                return;
            }
            cancelled = true;
            actions = List.copyOf(onCancel);
            onCancel.clear();
            calls = List.copyOf(nested);
            nested.clear();
            if (handlerThread != null) {
                handlerThread.interrupt();
            }
        }
        for (CompletableFuture<?> call : calls) {
            call.cancel(true);
        }
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                Logs.HANDLERS.error("{}: an action passed to onCancel failed", method(), e);
            }
        }
    }

    /**
     * Fails a call whose handler does not run.
     *
     * @return whether it never will; otherwise nothing was changed
     */
    boolean refuse(Status status) {
        if (!take()) {
            return false;
        }
        freeRequest();
        failure = status;
        return true;
    }

    @Nullable
    Status failure() {
        return failure;
    }

    @Nullable
    R response() {
        return response;
    }

    byte @Nullable [] largeResponse() {
        return largeResponse;
    }

    @Override
    public void onFirstByteSent() {
        response = null;
    }

    @Override
    public void onMessageSent() {
        sending = null;
        freeResponse();
        owner.answerSent(this);
    }

    /** A large request turned out not to be a message, on the handler's thread. */
    private static final class BadRequestException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Status status;

        BadRequestException(Status status) {
            super(status.message(), null, false, false);
            this.status = status;
        }
    }
}
