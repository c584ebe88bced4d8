package dev.loopline.internal.durable;

import static java.util.Objects.requireNonNull;

import dev.loopline.Certainty;
import dev.loopline.call.StreamSender;
import dev.loopline.internal.engine.Failures;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a publisher publishes on a call that waits for a connection. Nothing is requested before the call was made.
 *
 * <p>Any thread; {@code this} guards the fields.
 */
final class WaitingSubscriber<S extends StreamSender<Q>, Q> implements Flow.Subscriber<Q> {
    private final StreamStart<S> start;
    private Flow.@Nullable Subscription subscription;
    private Flow.@Nullable Subscriber<Q> made;
    private boolean completed; // by the publisher, before the call was made

    WaitingSubscriber(StreamStart<S> start) {
        this.start = start;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        requireNonNull(given, "subscription");
        boolean second;
        synchronized (this) {
            second = subscription != null;
            if (!second) {
                subscription = given;
            }
        }
        if (second) {
            given.cancel();
            return;
        }
        var unused = start.made().whenComplete((call, failure) -> {
            if (failure == null) {
                begin(call.asSubscriber(), given);
            } else {
                given.cancel();
            }
        });
    }

    private void begin(Flow.Subscriber<Q> subscriber, Flow.Subscription given) {
        boolean over;
        synchronized (this) {
            made = subscriber;
            over = completed;
        }
        subscriber.onSubscribe(given);
        if (over) {
            subscriber.onComplete();
        }
    }

    private synchronized Flow.@Nullable Subscriber<Q> made() {
        return made;
    }

    @Override
    public void onNext(Q message) {
        Flow.Subscriber<Q> to = made();
        if (to == null) {
            throw new IllegalStateException(
                    start.method() + ": a message that was not requested (expected: none before request)");
        }
        to.onNext(message);
    }

    @Override
    public void onError(Throwable failure) {
        requireNonNull(failure, "failure");
        if (!start.fail(Failures.of(failure, Certainty.NOT_EXECUTED))) {
            Flow.Subscriber<Q> to = made();
            if (to != null) {
                to.onError(failure);
            }
        }
    }

    @Override
    public void onComplete() {
        Flow.Subscriber<Q> to;
        synchronized (this) {
            to = made;
            completed = to == null;
        }
        if (to != null) {
            to.onComplete();
        }
    }
}
