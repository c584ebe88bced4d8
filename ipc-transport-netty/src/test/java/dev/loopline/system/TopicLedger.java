package dev.loopline.system;

import dev.loopline.Status;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.Gap;
import dev.loopline.topic.SubscriptionOptions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a subscription was given of the events 0, 1, 2... of one publisher: each must come in its place, with the gaps counted.
 *
 * <p>One thread at a time is given events; any thread reads.
 */
final class TopicLedger {
    private static final int MAX_WRONG = 10;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Gap> reconnects = new CopyOnWriteArrayList<>();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private volatile String end = "none";

    SubscriptionOptions on(SubscriptionOptions options) {
        return options.onGap(this::gap).onEnd(this::end);
    }

    void event(EchoMessage event) {
        long number = TopicFixture.number(event);
        if (number != next.get() && wrong.size() < MAX_WRONG) {
            wrong.add(number + " (expected: " + next.get() + ")");
        }
        next.set(number + 1);
        delivered.incrementAndGet();
    }

    void gap(Gap gap) {
        next.addAndGet(gap.count());
        missed.addAndGet(gap.count());
        if (gap.cause() == Gap.Cause.RECONNECT) {
            reconnects.add(gap);
        }
    }

    private void end(Status why) {
        end = why.reason();
    }

    /** {@return how many events are accounted for} */
    long next() {
        return next.get();
    }

    long delivered() {
        return delivered.get();
    }

    long missed() {
        return missed.get();
    }

    List<Gap> reconnects() {
        return reconnects;
    }

    /** {@return why it ended, {@code none} if it has not} */
    String ended() {
        return end;
    }

    /** {@return events that came in the wrong place, the first few} */
    List<String> wrong() {
        return List.copyOf(wrong);
    }
}
