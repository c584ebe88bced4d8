package dev.loopline.internal.topic;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.topic.Gap;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import dev.loopline.transport.LimitedLog;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a subscriber does with what it is given, and how much that was.
 *
 * <p>One thread at a time gives; any thread reads the counts.
 *
 * @param <T> what events are decoded to
 */
final class Handling<T> {
    private static final LimitedLog LOG = LimitedLog.named("dev.loopline.topics");
    private static final Logger DETAILS = LoggerFactory.getLogger("dev.loopline.topics");

    private final TopicPattern<T> pattern;
    private final SubscriptionOptions options;
    private final Consumer<? super TopicEvent<T>> handler;
    private final AtomicLong demand; // events that may still be given
    private final AtomicLong delivered = new AtomicLong(); // written by one thread at a time, as all below
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong live = new AtomicLong();

    /** Makes it for a handler that takes all there is. */
    Handling(TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        this(pattern, options, handler, Long.MAX_VALUE);
    }

    /** Makes it for a handler that takes as many events as it {@linkplain #request asks for}. */
    Handling(
            TopicPattern<T> pattern,
            SubscriptionOptions options,
            Consumer<? super TopicEvent<T>> handler,
            long demand) {
        this.pattern = pattern;
        this.options = options;
        this.handler = handler;
        this.demand = new AtomicLong(demand);
    }

    /** Lets more events be given. Any thread. */
    void request(long count) {
        demand.accumulateAndGet(count, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
    }

    /** {@return whether an event may be given} */
    boolean mayGive() {
        return demand.get() > 0;
    }

    TopicPattern<T> pattern() {
        return pattern;
    }

    SubscriptionOptions options() {
        return options;
    }

    long delivered() {
        return delivered.get();
    }

    long missed() {
        return missed.get();
    }

    /** {@return events that were not kept ones, delivered or told as missed, as long as the hub has counted} */
    long live() {
        return live.get();
    }

    /** The hub counts from zero, since it is another one or has forgotten this. */
    void beginAnew() {
        live.setRelease(0);
    }

    /**
     * Gives the handler an event.
     *
     * @return why the subscription is to end, {@code null} if it goes on
     */
    @Nullable
    Status give(TopicEvent<T> event) {
        delivered.setRelease(delivered.getPlain() + 1);
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        if (!event.isRetained()) {
            live.setRelease(live.getPlain() + 1);
        }
        try {
            handler.accept(event);
            return null;
        } catch (Exception
                | LinkageError
                | AssertionError
                | StackOverflowError e) { // checked ones too: not all is Java
            LOG.warn("subscription to {}: the handler failed with an event of {}", pattern.text(), event.topic(), e);
            return options.endOnFailure()
                    ? new Status(
                            StatusCode.UNKNOWN,
                            "HANDLER_FAILED",
                            "subscription to " + pattern.text() + ": the handler failed: " + e,
                            Certainty.EXECUTED,
                            e)
                    : null;
        }
    }

    /** Tells of events that are missing. */
    void miss(Gap gap) {
        missed.setRelease(missed.getPlain() + gap.count());
        live.setRelease(live.getPlain() + gap.count());
        Consumer<Gap> told = options.onGap();
        if (told == null) {
            LOG.warn("subscription to {}: {} events are missing: {}", pattern.text(), gap.count(), gap.cause());
            return;
        }
        try {
            told.accept(gap);
        } catch (RuntimeException e) {
            LOG.warn("subscription to {}: the listener for gaps failed", pattern.text(), e);
        }
    }

    /** Tells that nothing follows. */
    void end(Status why) {
        if (options.onEnd() == null) {
            LOG.warn("subscription to {}: has ended: {}", pattern.text(), why);
        }
        tellEnd(why);
    }

    /** Tells that nothing follows since the hub in this process ends, which is no surprise to whoever ended it. */
    void endWithHub(Status why) {
        DETAILS.debug("subscription to {}: has ended: {}", pattern.text(), why);
        tellEnd(why);
    }

    private void tellEnd(Status why) {
        Consumer<Status> told = options.onEnd();
        if (told == null) {
            return;
        }
        try {
            told.accept(why);
        } catch (RuntimeException e) {
            LOG.warn("subscription to {}: the listener for its end failed", pattern.text(), e);
        }
    }
}
