package dev.loopline.internal.topic;

import com.google.protobuf.CodedInputStream;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.internal.engine.Failures;
import dev.loopline.topic.Gap;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A subscription in the process of the hub. Its handler is given what waits there.
 *
 * @param <T> what events are decoded to
 */
final class LocalSubscription<T> implements DemandedSubscription, Feed {
    private static final int TURN = 64; // events handled before other tasks of the executor get their turn

    private final Hub hub;
    private final Handling<T> handling;
    private final Turns turns;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable HubSubscription subscription;
    private final EventBatch batch = new EventBatch(TURN, event -> 0); // of whoever handles, as all below
    private int batchGiven;
    private int keptGiven;

    private LocalSubscription(Hub hub, Executor handlers, Handling<T> handling) {
        this.hub = hub;
        this.handling = handling;
        Executor executor = handling.options().executor();
        this.turns = new Turns(
                executor == null ? handlers : executor, this::handle, e -> end(Failures.of(e, Certainty.UNKNOWN)));
    }

    static <T> LocalSubscription<T> start(Hub hub, Executor handlers, Handling<T> handling) {
        LocalSubscription<T> made = new LocalSubscription<>(hub, handlers, handling);
        SubscriptionOptions options = handling.options();
        made.subscription = hub.subscribe(
                hub.ownProcess(),
                new HubSubscription.Wanted(
                        handling.pattern().text(),
                        handling.pattern().type(),
                        options.overflow(),
                        options.maxMessages(),
                        options.maxBytes(),
                        options.retained()),
                made);
        made.turns.ask();
        return made;
    }

    @Override
    public void attached(EventQueue queue) {
        // it stays with the subscription, which has no connection to lose
    }

    @Override
    public void wake() {
        turns.ask();
    }

    private boolean handle() {
        HubSubscription from = subscription;
        if (from == null || closed.get()) {
            return false; // start() asks once it is there
        }
        for (int i = 0; i < TURN; i++) {
            if (!handling.mayGive() || closed.get()) {
                return false;
            }
            if (!giveNext(from)) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether there was something} */
    private boolean giveNext(HubSubscription from) {
        if (keptGiven < from.kept().size()) {
            give(from.kept().get(keptGiven++));
            return true;
        }
        if (batchGiven < batch.size()) {
            int next = batchGiven++;
            if (batch.isGap(next)) {
                handling.miss(new Gap(batch.gap(next), Gap.Cause.OVERFLOW));
            } else {
                give(batch.event(next));
            }
            return true;
        }
        Status why = from.ended();
        EventQueue queue = from.queue();
        batchGiven = 0;
        if (queue != null && queue.take(batch, Long.MAX_VALUE) > 0) {
            return true;
        }
        if (why != null) {
            end(why);
        }
        return false;
    }

    private void give(HubEvent event) {
        T message;
        try {
            CodedInputStream in = CodedInputStream.newInstance(event.payload());
            var unused = in.pushLimit(event.payload().length);
            message = handling.pattern().decode(in);
        } catch (IOException e) {
            end(new Status(
                    StatusCode.INTERNAL,
                    "BAD_EVENT",
                    "subscription to " + handling.pattern() + ": an event of topic "
                            + event.topic().name() + " is no " + event.topic().type() + ": " + e.getMessage(),
                    Certainty.EXECUTED,
                    e));
            return;
        }
        Status why = handling.give(new TopicEvent<>(
                event.topic().name(),
                event.topic().type(),
                new String(event.key(), StandardCharsets.UTF_8),
                event.retained(),
                message));
        if (why != null) {
            end(why);
        }
    }

    private void end(Status why) {
        if (stop()) {
            if (why.reason().equals(HubFailures.ENDS)) {
                handling.endWithHub(why);
            } else {
                handling.end(why);
            }
        }
    }

    private boolean stop() {
        HubSubscription ended = subscription;
        if (ended == null || !closed.compareAndSet(false, true)) {
            return false;
        }
        hub.unsubscribe(ended, this);
        return true;
    }

    @Override
    public void request(long count) {
        handling.request(count);
        turns.ask();
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public TopicPattern<?> pattern() {
        return handling.pattern();
    }

    @Override
    public long delivered() {
        return handling.delivered();
    }

    @Override
    public long missed() {
        return handling.missed();
    }

    @Override
    public int queued() {
        HubSubscription from = subscription;
        EventQueue queue = from == null ? null : from.queue();
        return queue == null ? 0 : queue.size();
    }

    @Override
    public boolean isOpen() {
        return !closed.get();
    }

    @Override
    public String toString() {
        return "subscription to " + handling.pattern();
    }
}
