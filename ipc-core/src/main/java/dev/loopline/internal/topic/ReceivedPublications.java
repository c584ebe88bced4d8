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
 * What a client publishes to one topic, taken one event after the other. While a subscription has no room whose policy is
 * {@code BLOCK}, no further event is taken, and the client's credit runs out.
 *
 * <p>One thread at a time takes; one that comes meanwhile leaves its work to that one.
 */
final class ReceivedPublications {
    private static final int MAX_RESULTS = 256;

    private final Hub hub;
    private final HubPeer peer;
    private final RequestStream<PublicationMessage> requests;
    private final StreamSender<PublicationResult> results;
    private final AtomicInteger work = new AtomicInteger();
    private final Runnable take = this::take;
    private final Runnable goAway = this::goAway;
    private volatile boolean hubEnds;
    private volatile boolean cancelled;
    private @Nullable CallContext call; // set before anything is taken

    // Of the thread that takes, as all below.
    private final List<HubSubscription> full = new ArrayList<>();
    private final Deque<PublicationResult> untold = new ArrayDeque<>();
    private @Nullable LiveTopic topic;
    private @Nullable HubEvent will;
    private @Nullable HubEvent blocked; // waits for the subscriptions in full
    private long blockedConfirm;
    private int blockedSubscriptions;
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

    private void takeAll() {
        try {
            while (!over && takeNext()) {}
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
        if (!offerBlocked() || !tellResults()) {
            return false;
        }
        PublicationMessage next;
        try {
            next = requests.tryNext(Duration.ZERO);
        } catch (StatusException e) { // cancelled, or its connection was lost
            end();
            return false;
        }
        if (next == null) {
            if (hubEnds) {
                throw HubFailures.ends().asException();
            }
            if (!requests.isEnded()) {
                requests.whenAvailable(take);
                return false;
            }
            end();
            results.complete();
            return false;
        }
        if (topic == null) {
            open(next);
        } else {
            publish(topic, next);
        }
        return true;
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

    private void publish(LiveTopic to, PublicationMessage next) {
        if (next.topic() != null || will != null) {
            throw HubFailures.badRequest("publication to " + to.name()
                            + ": another topic or behind a will (expected: a stream for each)")
                    .asException();
        }
        try {
            HubEvent event = event(to, next);
            int subscriptions = hub.publish(to, event, full);
            if (full.isEmpty()) {
                taken(next.confirm(), subscriptions);
            } else {
                blocked = event;
                blockedConfirm = next.confirm();
                blockedSubscriptions = subscriptions;
            }
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

    /** {@return whether no event waits any more} */
    private boolean offerBlocked() {
        HubEvent event = blocked;
        if (event == null) {
            return true;
        }
        while (!full.isEmpty()) {
            HubSubscription subscription = full.get(full.size() - 1);
            if (!subscription.offer(event)) {
                EventQueue queue = subscription.queue();
                if (queue != null && queue.whenRoom(event, take)) {
                    return false;
                }
                continue; // there is room by now
            }
            full.remove(full.size() - 1);
            subscription.wake();
        }
        blocked = null;
        taken(blockedConfirm, blockedSubscriptions);
        return true;
    }

    private void taken(long confirm, int subscriptions) {
        if (confirm != 0) {
            untold.add(PublicationResult.newBuilder()
                    .setConfirm(confirm)
                    .setSubscriptions(subscriptions)
                    .build());
        }
    }

    private void refused(long confirm, Status why) {
        untold.add(PublicationResult.newBuilder()
                .setConfirm(confirm)
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
            for (HubSubscription subscription : full) {
                EventQueue queue = subscription.queue();
                if (queue != null) {
                    queue.forget(take);
                }
            }
            if (will == null || !lost) {
                hub.release(opened); // else once the will was published
            }
        }
    }
}
