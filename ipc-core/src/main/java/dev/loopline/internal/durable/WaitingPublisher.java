package dev.loopline.internal.durable;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Responses of a call that waits for a connection, for one subscriber: it is subscribed at once, and what it requests
 * reaches the call when that is made.
 */
final class WaitingPublisher<S, R> implements Flow.Publisher<R> {
    private final StreamStart<S> start;
    private final Function<S, Flow.Publisher<R>> publisher;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    WaitingPublisher(StreamStart<S> start, Function<S, Flow.Publisher<R>> publisher) {
        this.start = start;
        this.publisher = publisher;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super R> subscriber) {
        requireNonNull(subscriber, "subscriber");
        if (subscribed.compareAndSet(false, true)) {
            new Between(subscriber).begin();
            return;
        }
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                // the failure follows at once
            }

            @Override
            public void cancel() {
                // nothing was begun
            }
        });
        subscriber.onError(new IllegalStateException(
                start.method() + ": a second subscriber of one stream (expected: one; make a call for each)"));
    }

    /** Stands between the subscriber and the call. {@code this} guards the fields. */
    private final class Between implements Flow.Subscription, Flow.Subscriber<R> {
        private final Flow.Subscriber<? super R> subscriber;
        private Flow.@Nullable Subscription made;
        private long requested; // before the call was made
        private boolean badRequest; // likewise: less than one
        private boolean cancelled;

        Between(Flow.Subscriber<? super R> subscriber) {
            this.subscriber = subscriber;
        }

        void begin() {
            try {
                subscriber.onSubscribe(this);
            } catch (RuntimeException e) {
                cancel();
                throw e;
            }
            var unused = start.made().whenComplete((call, failure) -> {
                if (isCancelled()) {
                    return;
                }
                if (failure == null) {
                    publisher.apply(call).subscribe(this);
                } else {
                    subscriber.onError(failure);
                }
            });
        }

        private synchronized boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void request(long count) {
            Flow.Subscription to;
            synchronized (this) {
                to = made;
                if (to == null && count <= 0) {
                    badRequest = true;
                } else if (to == null) {
                    requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
                }
            }
            if (to != null) {
                to.request(count);
            }
        }

        @Override
        public void cancel() {
            Flow.Subscription to;
            synchronized (this) {
                cancelled = true;
                to = made;
            }
            if (to == null) {
                start.cancel();
            } else {
                to.cancel();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            long count;
            boolean over;
            synchronized (this) {
                made = given;
                count = badRequest ? 0 : requested;
                over = cancelled;
                if (!badRequest && requested == 0) {
                    return;
                }
            }
            if (!over) {
                given.request(count);
            }
        }

        @Override
        public void onNext(R message) {
            subscriber.onNext(message);
        }

        @Override
        public void onError(Throwable failure) {
            subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }
}
