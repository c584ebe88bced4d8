package dev.loopline.internal.durable;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.internal.engine.CallTimeout;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.ForwardedCall;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.observe.CallObserver;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.time.Countdown;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A unary call that waits for a connection and is then made on it, all within its deadline. If that connection ends before
 * the peer has taken the call, it waits for another one; if the peer may have taken it, once more at most, and only where
 * that was asked for and does no harm. Then nobody knows any more that it was not executed.
 */
final class WaitingCall<Q extends MessageLite, R extends MessageLite> {
    private static final int MAX_ATTEMPTS = 4; // a server that ends every connection must not be called for ever

    private final SessionSource source;
    private final MethodObserver observer;
    private final MethodDescriptor<Q, R> method;
    private final Q request;
    private final CallOptions options;
    private final @Nullable CallContext serving; // what the handler that makes this call serves
    private final Duration timeout;
    private final Countdown countdown;
    private int attempts; // one after the other
    private volatile boolean mayHaveRun; // in an attempt before the last
    private final ForwardedCall<R> result = new ForwardedCall<>();

    WaitingCall(
            SessionSource source,
            MethodObserver observer,
            MethodDescriptor<Q, R> method,
            Q request,
            CallOptions options) {
        this.source = source;
        this.observer = observer;
        this.method = method;
        this.request = request;
        this.options = options;
        this.serving = CallContext.current();
        this.timeout = CallTimeout.of(method, options, serving);
        this.countdown = new Countdown(timeout);
    }

    CompletableFuture<R> start(@Nullable Session current) {
        if (timeout.isZero() || timeout.isNegative()) {
            observer.refused(StatusCode.DEADLINE_EXCEEDED);
            result.fail(Failures.deadline(method, timeout, Certainty.NOT_EXECUTED));
            return result;
        }
        if (current != null) {
            makeOn(current, options);
        } else {
            awaitReady();
        }
        return result;
    }

    private void awaitReady() {
        if (serving != null) {
            serving.onCancel(() -> result.cancel(true));
        }
        CallObserver waiting = observer.begin();
        CompletableFuture<Session> ready = result.reaching(source.next());
        limit(ready, countdown);
        var unused = ready.whenComplete((opened, failure) -> {
            if (failure == null) {
                waiting.handedOver();
                makeOn(opened, remaining(options, countdown));
                return;
            }
            Status status = whyNot(failure, method, timeout, source);
            waiting.ended(status.code());
            result.fail(mayHaveRun ? status.withCertainty(Certainty.UNKNOWN) : status);
        });
    }

    /** Ends a wait in time. */
    static void limit(CompletableFuture<Session> ready, Countdown countdown) {
        if (countdown.isLimited() && !ready.isDone()) {
            try {
                ready.orTimeout(countdown.leftNanos(), TimeUnit.NANOSECONDS);
            } catch (OutOfMemoryError e) { // there can be no more threads, and the JDK has none for its timers yet
                ready.completeExceptionally(
                        Failures.noThread("waiting for a connection", e).asException());
            }
        }
    }

    /** {@return why a call that waited was not made} */
    static Status whyNot(Throwable failure, MethodDescriptor<?, ?> method, Duration timeout, SessionSource source) {
        if (failure instanceof TimeoutException) {
            return Failures.deadlineUnconnected(method, timeout, source.whyNone());
        }
        if (failure instanceof CancellationException) {
            return Failures.cancelled(method, Certainty.NOT_EXECUTED);
        }
        return Failures.of(failure, Certainty.NOT_EXECUTED);
    }

    /** {@return options of a call that has waited already} */
    static CallOptions remaining(CallOptions options, Countdown countdown) {
        return !countdown.isLimited() ? options : options.withDeadline(Duration.ofNanos(countdown.leftNanos()));
    }

    private void makeOn(Session opened, CallOptions now) {
        attempts++;
        try {
            CompletableFuture<R> call = result.reaching(opened.connection().callAsync(method, request, now));
            var unused = call.whenComplete((response, failure) -> {
                if (failure instanceof StatusException status) {
                    onFailure(status);
                } else {
                    result.follow(call);
                }
            });
        } catch (Throwable e) { // an interceptor's, or of a request that is null: nobody else would learn of it
            result.fail(e);
        }
    }

    private void onFailure(StatusException failure) {
        boolean ofConnection = Failures.isOfItsConnection(failure.status()) && !source.isClosed();
        if (ofConnection && failure.certainty() == Certainty.NOT_EXECUTED && mayWait() && attempts < MAX_ATTEMPTS) {
            awaitReady();
        } else if (ofConnection && failure.certainty() == Certainty.UNKNOWN && mayRunTwice() && !mayHaveRun) {
            mayHaveRun = true;
            awaitReady();
        } else if (mayHaveRun && failure.certainty() == Certainty.NOT_EXECUTED) {
            result.completeExceptionally(failure.status()
                    .withCertainty(Certainty.UNKNOWN)
                    .asException()
                    .withTrailers(failure.trailers()));
        } else {
            result.completeExceptionally(failure);
        }
    }

    private boolean mayWait() {
        return options.waitForReady() || mayHaveRun;
    }

    private boolean mayRunTwice() {
        return options.retry() && method.idempotent();
    }
}
