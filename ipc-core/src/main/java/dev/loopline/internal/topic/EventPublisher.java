package dev.loopline.internal.topic;

import static java.util.Objects.requireNonNull;

import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A topic as a publisher: each subscriber has a subscription of its own at the hub. Any thread.
 *
 * @param <T> the events
 */
final class EventPublisher<T> implements Flow.Publisher<T> {
    private final TopicPattern<T> pattern;
    private final SubscriptionOptions options;
    private final Function<Handling<T>, DemandedSubscription> start;

    /**
     * Makes it.
     *
     * @param start makes a subscription, confirmed
     */
    EventPublisher(
            TopicPattern<T> pattern, SubscriptionOptions options, Function<Handling<T>, DemandedSubscription> start) {
        this.pattern = pattern;
        this.options = options;
        this.start = start;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        requireNonNull(subscriber, "subscriber");
        Told<T> told = new Told<>(subscriber);
        try {
            SubscriptionOptions watched = options.onEnd(told::end);
            told.subscription = start.apply(new Handling<>(pattern, watched, told::event, 0));
        } catch (StatusException e) {
            subscriber.onSubscribe(told);
            subscriber.onError(e);
            return;
        }
        subscriber.onSubscribe(told);
        told.begin();
    }

    /** One subscriber, which is told nothing before it has asked for something. */
    private static final class Told<T> implements Flow.Subscription {
        private final Flow.Subscriber<? super T> subscriber;
        private volatile @Nullable DemandedSubscription subscription;
        private volatile boolean over;
        private boolean begun; // guarded by this, as all below: nothing is told before onSubscribe has returned
        private long demanded;
        private @Nullable Status ended;

        Told(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        void event(TopicEvent<T> event) {
            if (over) {
                return;
            }
            try {
                subscriber.onNext(event.message());
            } catch (RuntimeException e) { // it breaks the rules, and is given nothing more
                cancel();
                throw e;
            }
        }

        void end(Status why) {
            synchronized (this) {
                if (over) {
                    return;
                }
                if (!begun) {
                    ended = why;
                    return;
                }
                over = true;
            }
            subscriber.onError(why.asException());
        }

        /** {@code onSubscribe} has returned. */
        void begin() {
            Status why;
            long count;
            synchronized (this) {
                begun = true;
                why = ended;
                count = demanded;
            }
            if (why != null) {
                end(why);
            } else if (count > 0) {
                request(count);
            }
        }

        private synchronized boolean keeps(long count) {
            if (!begun) {
                demanded = demanded + count < 0 ? Long.MAX_VALUE : demanded + count;
            }
            return !begun;
        }

        @Override
        public void request(long count) {
            DemandedSubscription asked = subscription;
            if (asked == null || over) {
                return;
            }
            if (count <= 0) {
                cancel();
                subscriber.onError(new IllegalArgumentException("request: " + count + " (expected: 1 or more)"));
            } else if (!keeps(count)) {
                asked.request(count);
            }
        }

        @Override
        public void cancel() {
            over = true;
            DemandedSubscription ended = subscription;
            if (ended != null) {
                ended.close();
            }
        }
    }
}
