package dev.loopline.internal.durable;

import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.CallTimeout;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.Logs;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.observe.CallObserver;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.time.Countdown;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a call that streams and waits for a connection: the call is made on the first one that comes within its
 * deadline. Until then its streams, which are there at once, wait for it here. Once made it is not made again.
 *
 * <p>Any thread.
 *
 * @param <S> the call as its caller sees it
 */
final class StreamStart<S> {
    private final SessionSource source;
    private final MethodDescriptor<?, ?> method;
    private final CallOptions options;
    private final BiFunction<IpcConnection, CallOptions, S> make;
    private final Consumer<S> cancel;
    private final CompletableFuture<S> made = new Made();

    /** Its cancellation is that of the call. */
    private final class Made extends CompletableFuture<S> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            StreamStart.this.cancel();
            return true;
        }
    }

    /**
     * Describes a call; {@link #begin} begins to wait.
     *
     * @param make makes it
     * @param cancel ends it when it was made
     */
    StreamStart(
            SessionSource source,
            MethodDescriptor<?, ?> method,
            CallOptions options,
            BiFunction<IpcConnection, CallOptions, S> make,
            Consumer<S> cancel) {
        this.source = source;
        this.method = method;
        this.options = options;
        this.make = make;
        this.cancel = cancel;
    }

    void begin(MethodObserver observer) {
        CallContext serving = CallContext.current();
        Duration timeout = CallTimeout.of(method, options, serving);
        if (timeout.isZero() || timeout.isNegative()) {
            observer.refused(StatusCode.DEADLINE_EXCEEDED);
            fail(Failures.deadline(method, timeout, Certainty.NOT_EXECUTED));
            return;
        }
        Countdown countdown = new Countdown(timeout);
        if (serving != null) {
            serving.onCancel(this::cancel);
        }
        CallObserver waiting = observer.begin();
        CompletableFuture<Session> ready = source.next();
        WaitingCall.limit(ready, countdown);
        var unusedEnd = made.whenComplete((call, failure) -> ready.cancel(true)); // has no effect on what came
        var unused = ready.whenComplete((opened, failure) -> {
            if (failure == null) {
                waiting.handedOver();
                makeOn(opened.connection(), WaitingCall.remaining(options, countdown));
                return;
            }
            Status status = WaitingCall.whyNot(failure, method, timeout, source);
            waiting.ended(status.code());
            fail(status);
        });
    }

    private void makeOn(IpcConnection connection, CallOptions now) {
        if (made.isDone()) {
            return;
        }
        try {
            S call = make.apply(connection, now);
            if (!made.complete(call)) {
                cancel.accept(call);
            }
        } catch (Throwable e) { // nobody else would learn of it
            fail(Failures.of(e, Certainty.NOT_EXECUTED));
        }
    }

    MethodDescriptor<?, ?> method() {
        return method;
    }

    /** {@return completes when the call was made, or cannot be; cancelling it cancels the call, also once it was made} */
    CompletableFuture<S> made() {
        return made;
    }

    boolean hasFailed() {
        return made.isCompletedExceptionally();
    }

    /**
     * {@return the call, {@code null} if it was not made yet}
     *
     * @throws dev.loopline.StatusException if it could not be made
     */
    @Nullable
    S now() {
        return made.isDone() ? await() : null;
    }

    /**
     * {@return the call, waited for}
     *
     * @throws dev.loopline.StatusException if it could not be made
     * @throws IllegalStateException on a thread that moves frames, unless it was made
     */
    S await() {
        requireWaitingAllowed();
        try {
            return made.get();
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** {@return the call, {@code null} if it was not made in time; otherwise as {@link #await()}} */
    @Nullable
    S await(long nanos) {
        requireWaitingAllowed();
        try {
            return made.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    void requireWaitingAllowed() {
        if (!made.isDone()) {
            BlockingCalls.requireWaitingAllowed(
                    BlockingCalls.onTransportThread() || source.ownsCurrentThread(), method);
        }
    }

    private static RuntimeException failed(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return Failures.of(cause == null ? failure : cause, Certainty.NOT_EXECUTED)
                .asException()
                .withCallerTrace();
    }

    private RuntimeException interrupted(InterruptedException cause) {
        cancel();
        Thread.currentThread().interrupt();
        return Failures.cancelled(method, Certainty.NOT_EXECUTED)
                .withCause(cause)
                .asException()
                .withCallerTrace();
    }

    /** Has something done with the call once it is made; at once if it is; never if it cannot be. */
    void whenMade(Consumer<S> action) {
        var unused = made.thenAccept(call -> guarded(() -> action.accept(call)));
    }

    /** Has an action run once when the call was made or cannot be; at once if that is so. */
    void whenSettled(Runnable action) {
        var unused = made.whenComplete((call, failure) -> guarded(action));
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            Logs.ENGINE.error("{}: an action that waited for its connection failed, it is cancelled", method, e);
            cancel();
        }
    }

    /** Cancels the call, made or not. */
    void cancel() {
        if (!fail(Failures.cancelled(method, Certainty.NOT_EXECUTED))) {
            whenMade(cancel);
        }
    }

    /** {@return whether the call was not made before, and now will not be} */
    boolean fail(Status why) {
        return made.completeExceptionally(why.asException());
    }
}
