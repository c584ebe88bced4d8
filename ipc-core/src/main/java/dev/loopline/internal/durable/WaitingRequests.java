package dev.loopline.internal.durable;

import dev.loopline.Certainty;
import dev.loopline.StatusException;
import dev.loopline.call.StreamSender;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The requests of a call that waits for a connection; those of the call itself once it was made. */
abstract class WaitingRequests<S extends StreamSender<Q>, Q> implements StreamSender<Q> {
    private final StreamStart<S> start;
    private final AtomicReference<@Nullable Runnable> whenReady = new AtomicReference<>();
    private volatile boolean completed; // before the call was made

    WaitingRequests(StreamStart<S> start) {
        this.start = start;
        start.whenSettled(this::passOn);
    }

    final StreamStart<S> start() {
        return start;
    }

    private void requireOpen() {
        if (completed) {
            throw new IllegalStateException(
                    start.method() + ": a message after the end of its stream (expected: before complete and fail)");
        }
    }

    @Override
    public final void send(Q message) {
        if (start.now() == null) {
            requireOpen();
        }
        start.await().send(message);
    }

    @Override
    public final boolean trySend(Q message) {
        S made = start.now();
        if (made == null) {
            requireOpen();
            return false;
        }
        return made.trySend(message);
    }

    @Override
    public final void whenReady(Runnable action) {
        whenReady.set(action);
        if (start.made().isDone()) {
            passOn();
        }
    }

    /** The call was made, and tells the sender itself; or it cannot be, and the sender is to learn that. */
    private void passOn() {
        Runnable action = whenReady.getAndSet(null);
        if (action == null) {
            return;
        }
        S made = start.hasFailed() ? null : start.now();
        if (made == null) {
            action.run();
        } else {
            made.whenReady(action);
        }
    }

    @Override
    public final void complete() {
        completed = true;
        start.whenMade(StreamSender::complete);
    }

    @Override
    public final void fail(StatusException failure) {
        if (!start.fail(failure.status().withCertainty(Certainty.NOT_EXECUTED))) {
            start.whenMade(made -> made.fail(failure));
        }
    }

    @Override
    public final Flow.Subscriber<Q> asSubscriber() {
        return new WaitingSubscriber<>(start);
    }
}
