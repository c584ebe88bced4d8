package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
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
import dev.loopline.internal.observe.CallObserver;
import dev.loopline.internal.observe.MethodObserver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A call of the peer, whatever its shape: what its handler sees of it, and the task that runs the handler.
 *
 * <p>Cancellation comes from the role and meets the handler's thread under this object's lock. Fields without a remark are
 * for the role only.
 *
 * @param <Q> the requests
 * @param <R> the responses
 */
abstract class ServedCall<Q extends MessageLite, R extends MessageLite>
        implements CallContext, Runnable, OutboundStream {
    private static final Status HANDLER_FAILED =
            Status.of(StatusCode.UNKNOWN, "HANDLER_FAILED", "the handler failed, and so did the attempt to log it");

    final long id;
    final long deadlineNanos;
    final MethodObserver observer;
    final IncomingCalls owner;
    final ServiceTable.Served<Q, R> served;

    CallObserver observed = CallObserver.NONE; // until it is registered
    boolean handled; // its handler has returned, or never will run

    private final Metadata metadata;
    private List<Runnable> onCancel = List.of(); // guarded by this
    private List<CompletableFuture<?>> nested = List.of(); // guarded by this
    private @Nullable Thread handlerThread; // guarded by this; null unless it may be interrupted
    private boolean taken; // guarded by this; its handler runs or has run, or never will
    private boolean ended; // guarded by this
    private volatile boolean cancelled;
    private volatile Metadata trailers = Metadata.EMPTY;

    ServedCall(
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

    // ---- what the table of calls asks, in the role

    /** A MESSAGE frame arrived for it. */
    abstract void onMessage(ByteBuffer frame, int flags);

    /** A FRAGMENT frame arrived for it. */
    abstract void onFragment(ByteBuffer frame, int flags);

    /** The peer grants more. */
    abstract void onCredit(long bytes);

    /** {@return when to look again whether a message that arrives goes on; not after the given time if it does not} */
    abstract long look(long nowNanos);

    /** Its handler has ended, with a failure or not: answers. */
    abstract void answer();

    /** {@return whether the peer was sent anything for it} */
    abstract boolean hasSent();

    /** {@return whether no handler was started for it so far} */
    abstract boolean isWaitingForRequest();

    /** {@return whether all that is left of it is an answer that leaves as a whole} */
    abstract boolean isAnswered();

    /** Frees what it holds of the connection: nobody wants its result any more. */
    abstract void discard(StatusCode why);

    // ---- what the handler asks, on any thread

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
                onCancel = with(onCancel, action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void trailers(Metadata sent) {
        Status problem = owner.problemWith(sent);
        if (problem != null) {
            throw problem.asException().withCallerTrace();
        }
        trailers = sent;
    }

    Metadata trailers() {
        return trailers;
    }

    /** Has a call that the handler makes end with this one. Any thread. */
    void addNested(CompletableFuture<?> call) {
        synchronized (this) {
            if (!cancelled) {
                nested = with(nested, call);
                return;
            }
        }
        call.cancel(true);
    }

    /** A call that the handler made has ended. Any thread. */
    synchronized void removeNested(CompletableFuture<?> call) {
        if (!nested.isEmpty()) { // else it may be the one that cannot change
            nested.removeIf(each -> each == call);
        }
    }

    /** Adds to a list that is made for its first element: nearly no call needs one. */
    private static <T> List<T> with(List<T> some, T another) {
        List<T> more = some.isEmpty() ? new ArrayList<>() : some;
        more.add(another);
        return more;
    }

    HandlerExecution execution() {
        return served.execution();
    }

    // ---- where the handler runs

    /** {@return whether its request is a message by now, so that a UI thread need not decode it} */
    abstract boolean isDecoded();

    /**
     * Decodes the request before the handler runs.
     *
     * @return whether it is a message; the call has failed if not
     */
    abstract boolean decode();

    /** Runs the handler and keeps its result. */
    abstract void handle() throws Exception;

    /** Keeps a failure as the result. */
    abstract void failWith(Status status);

    /** The handler has returned. */
    abstract void release();

    /** {@return whether the call goes on although its handler has returned} */
    abstract boolean outlivesHandler();

    /** Runs the handler and hands over how it ended. */
    @Override
    public final void run() {
        if (!take()) {
            return;
        }
        boolean interruptible = served.execution() instanceof HandlerExecution.Threads;
        CallContext around = CurrentCall.get(); // of a handler that lets its thread do something else meanwhile
        CurrentCall.set(this);
        try {
            if (begin(interruptible)) {
                handle();
            } else {
                failWith(Failures.cancelled(method(), Certainty.NOT_EXECUTED));
            }
        } catch (BadRequestException e) {
            failWith(e.status());
        } catch (StatusException e) {
            if (!e.trailers().isEmpty() && owner.problemWith(e.trailers()) == null) {
                trailers = e.trailers();
            }
            failWith(Status.of(e.code(), e.reason(), e.status().message()));
        } catch (Throwable e) { // whatever a handler does, its call ends
            failWith(HANDLER_FAILED); // in case the next line fails too, for lack of memory
            failWith(unexpected(e));
        } finally {
            CurrentCall.set(around);
            end(interruptible);
            release();
            owner.handlerEnded(this);
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
        }
        if (!outlivesHandler()) {
            over();
        }
        if (interruptible) {
            boolean wasInterrupted = Thread.interrupted(); // not for the next call of this thread
            if (wasInterrupted && !cancelled) {
                Logs.ENGINE.debug("{}: the handler left its thread interrupted", method());
            }
        }
    }

    /** Nobody is told of a cancellation any more. Any thread. */
    final synchronized void over() {
        ended = true;
        onCancel = List.of();
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
            actions = onCancel;
            onCancel = List.of();
            calls = nested;
            nested = List.of();
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
    final boolean refuse(Status status) {
        if (!take()) {
            return false;
        }
        release();
        failWith(status);
        return true;
    }
}
