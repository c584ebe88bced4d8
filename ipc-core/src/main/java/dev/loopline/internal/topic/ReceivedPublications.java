package dev.loopline.internal.topic;

import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.RequestStream;
import dev.loopline.call.StreamSender;
import dev.loopline.proto.hub.v1.PublicationResult;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a client publishes to one topic, taken in its order: events that one read of the connection brought are a
 * {@linkplain EventRun run}. While a subscription has no room whose policy is {@code BLOCK}, no further event is taken, and
 * the client's credit runs out.
 *
 * <p>One thread at a time takes; one that comes meanwhile leaves its work to that one.
 */
final class ReceivedPublications {
    private static final int MAX_RESULTS = 256;
    private static final int RUNS_OF_TURN = 8; // before other streams of the connection get their turn

    private final Hub hub;
    private final HubPeer peer;
    private final RequestStream<PublicationMessage> requests;
    private final StreamSender<PublicationResult> results;
    private final AtomicInteger work = new AtomicInteger();
    private final Runnable take = this::take;
    private final Runnable takeLater = this::takeLater;
    private final Runnable goAway = this::goAway;
    private volatile boolean hubEnds;
    private volatile boolean cancelled;
    private @Nullable CallContext call; // set before anything is taken

    // Of the thread that takes, as all below.
    private final EventRun run = new EventRun(); // not taken by all subscriptions
    private final List<HubSubscription> full = new ArrayList<>(0);
    private final Deque<PublicationResult> untold = new ArrayDeque<>();
    private List<PublicationMessage> several = List.of(); // that came in one message
    private int unpacked; // how many of these were taken
    private @Nullable LiveTopic topic;
    private @Nullable HubEvent will;
    private long confirm; // of the last event of the run; 0 if nobody asked
    private int subscriptions; // that the run was published to
    private boolean over;

    ReceivedPublications(
            Hub hub,
            HubPeer peer,
            RequestStream<PublicationMessage> requests,
            StreamSender<PublicationResult> results) {
        this.hub = hub;
        this.peer = peer;
        this.requests = requests;
        this.results = results;
    }

    void start(CallContext serving) {
        hub.beginPublishing(peer, goAway);
        call = serving;
        serving.onCancel(() -> {
            cancelled = true;
            take();
        });
        take();
    }

    /** The hub ends: takes what has arrived, and no more. */
    private void goAway() {
        hubEnds = true;
        take();
    }

    private void take() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            takeAll();
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private void takeLater() {
        peer.later(take);
    }

    private void takeAll() {
        try {
            for (int i = 0; !over && takeNext(); i++) {
                if (i == RUNS_OF_TURN) {
                    takeLater();
                    return;
                }
            }
        } catch (StatusException e) {
            end();
            results.fail(e); // has no effect if the call has ended
        }
    }

    /** {@return whether there may be more that can be taken now} */
    private boolean takeNext() {
        if (cancelled) {
            end();
            return false;
        }
        if (!offerRun() || !tellResults()) {
            return false;
        }
        PublicationMessage next;
        try {
            next = next();
        } catch (StatusException e) { // cancelled, or its connection was lost
            end();
            return false;
        }
        if (next == null) {
            return awaitNext();
        }
        LiveTopic to = topic;
        if (to == null) {
            open(next);
        } else {
            publish(to, next);
        }
        return true;
    }

    /** {@return the next publication that has arrived; {@code null} if none has} */
    private @Nullable PublicationMessage next() {
        if (unpacked == several.size()) {
            several = List.of();
            unpacked = 0;
            PublicationMessage next = requests.tryNext(Duration.ZERO);
            if (next == null || next.several().isEmpty()) {
                return next;
            }
            several = next.several();
        }
        return several.get(unpacked++);
    }

    private boolean awaitNext() {
        if (hubEnds) {
            throw HubFailures.ends().asException();
        }
        if (!requests.isEnded()) {
            requests.whenAvailable(takeLater);
            return false;
        }
        end();
        results.complete();
        return false;
    }

    private void open(PublicationMessage first) {
        TopicName name = first.topic();
        if (name == null) {
            throw HubFailures.badRequest("first publication of a stream: no topic (expected: its name and type)")
                    .asException();
        }
        LiveTopic opened = hub.open(peer, name.getName(), name.getType(), first.retain());
        topic = opened;
        untold.add(PublicationResult.getDefaultInstance()); // the stream stands
        if (first.isWill()) {
            HubEvent left = event(opened, first);
            will = left;
            peer.leaveWill(left);
        }
    }

    /** Publishes an event, and those that have arrived with it. */
    private void publish(LiveTopic to, PublicationMessage first) {
        StatusException end = null;
        try {
            gather(to, first);
        } catch (StatusException e) { // behind the events that are in the run
            end = e;
        }
        if (run.size() > 0) {
            publishRun(to);
        }
        if (end != null) {
            throw end;
        }
    }

    private void gather(LiveTopic to, PublicationMessage first) {
        PublicationMessage next = first;
        while (next != null) {
            add(to, next);
            boolean last = to.retains() || confirm != 0 || run.isFull(); // a receipt waits for no event behind its own
            next = last ? null : next();
        }
    }

    private void publishRun(LiveTopic to) {
        try {
            if (to.retains()) {
                subscriptions = hub.publish(to, run.event(0), full);
                full.forEach(each -> run.behind().add(new EventRun.Behind(each, 0)));
            } else {
                subscriptions = hub.publish(to, run);
            }
        } catch (StatusException e) { // of this event, which cannot be kept; the stream goes on
            run.clear();
            refused(confirm, e.status());
            confirm = 0;
        }
    }

    private void add(LiveTopic to, PublicationMessage next) {
        if (next.topic() != null || will != null) {
            throw HubFailures.badRequest("publication to " + to.name()
                            + ": another topic or behind a will (expected: a stream for each)")
                    .asException();
        }
        try {
            run.add(event(to, next));
            confirm = next.confirm();
        } catch (StatusException e) { // of this event; the stream goes on
            refused(next.confirm(), e.status());
        }
    }

    private static HubEvent event(LiveTopic to, PublicationMessage next) {
        if (next.key().length > Topic.MAX_KEY_BYTES) {
            throw HubFailures.badRequest(
                            "key: " + next.key().length + " bytes (expected: at most " + Topic.MAX_KEY_BYTES + ")")
                    .asException();
        }
        return new HubEvent(to, next.key(), next.payload(), false);
    }

    /** {@return whether all subscriptions have taken the run} */
    private boolean offerRun() {
        List<EventRun.Behind> behind = run.behind();
        while (!behind.isEmpty()) {
            EventRun.Behind last = behind.get(behind.size() - 1);
            last.next = last.subscription.offer(run, last.next);
            if (last.next < run.size()) {
                EventQueue queue = last.subscription.queue();
                if (queue != null && queue.whenRoom(run.event(last.next), take)) {
                    return false;
                }
                continue; // there is room by now
            }
            behind.remove(behind.size() - 1);
        }
        if (run.size() > 0) {
            run.clear();
            taken(confirm, subscriptions);
            confirm = 0;
        }
        return true;
    }

    private void taken(long number, int by) {
        if (number != 0) {
            untold.add(PublicationResult.newBuilder()
                    .setConfirm(number)
                    .setSubscriptions(by)
                    .build());
        }
    }

    private void refused(long number, Status why) {
        untold.add(PublicationResult.newBuilder()
                .setConfirm(number)
                .setCode(why.code().number())
                .setReason(why.reason())
                .setMessage(why.message())
                .build());
    }

    /** {@return whether so few results wait that more may be taken} */
    private boolean tellResults() {
        while (!untold.isEmpty()) {
            if (!results.trySend(untold.element())) {
                results.whenReady(take);
                return untold.size() < MAX_RESULTS;
            }
            untold.remove();
        }
        return true;
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        hub.endPublishing(peer, goAway);
        boolean lost = call == null || !call.connection().isOpen(); // its requests may end before it is cancelled
        LiveTopic opened = topic;
        if (opened != null) {
            if (will != null && !lost) {
                peer.withdrawWill(will);
            }
            for (EventRun.Behind behind : run.behind()) {
                EventQueue queue = behind.subscription.queue();
                if (queue != null) {
                    queue.forget(take);
                }
                behind.subscription.miss(run.size() - behind.next); // others have these events
            }
            run.clear();
            if (will == null || !lost) {
                hub.release(opened); // else once the will was published
            }
        }
    }
}
