package dev.loopline.internal.topic;

import dev.loopline.TopicLimits;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a hub: those that stand, and those whose connection was lost and that may come back for a while.
 *
 * <pre>
 *   subscribe ----> stands <---- resume ---- away ---- time is over, or too many ----> forgotten
 *                     |  `------- lose -------^
 *                     `-- unsubscribe -------------------------------------------------> forgotten
 * </pre>
 *
 * <p><b>Threading:</b> guarded by the lock of the hub. Publishers that waited for the room of a subscription are returned, to be
 * told without that lock.
 */
final class HubSubscriptions {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TopicLimits limits;
    private final LongSupplier nanoClock;
    private final LiveTopics topics;
    private final Map<Long, HubSubscription> standing = new LinkedHashMap<>(); // by the number to resume them with
    private final Map<Long, Away> away = new LinkedHashMap<>(); // in the order in which they went
    private long delivered; // to subscriptions that have ended
    private long dropped; // likewise

    /** A subscription whose connection was lost. */
    private record Away(HubSubscription subscription, long untilNanos) {}

    /** What subscriptions were given, and what waits for them. */
    record Totals(long delivered, long dropped, long waiting) {}

    HubSubscriptions(TopicLimits limits, LongSupplier nanoClock, LiveTopics topics) {
        this.limits = limits;
        this.nanoClock = nanoClock;
        this.topics = topics;
    }

    /** {@return how many stand} */
    int size() {
        return standing.size();
    }

    /** {@return those that stand} */
    List<HubSubscription> all() {
        return List.copyOf(standing.values());
    }

    HubSubscription subscribe(HubPeer peer, HubSubscription.Wanted wanted, Feed feed) {
        forgetOld();
        requirePermitted(peer, wanted);
        HubSubscription made = new HubSubscription(newResumeId(), peer, wanted);
        made.attach(feed);
        topics.add(made);
        stand(made, peer);
        return made;
    }

    private void requirePermitted(HubPeer peer, HubSubscription.Wanted wanted) {
        topics.requireMaySubscribe(peer, wanted);
        if (!peer.isLocal() && peer.subscriptions.get() >= limits.maxSubscriptions()) {
            throw HubFailures.tooMany("subscriptions of one connection", limits.maxSubscriptions())
                    .asException();
        }
    }

    private long newResumeId() {
        while (true) {
            long id = RANDOM.nextLong();
            if (id != 0 && !away.containsKey(id) && !standing.containsKey(id)) {
                return id;
            }
        }
    }

    private void stand(HubSubscription subscription, HubPeer peer) {
        standing.put(subscription.resumeId(), subscription);
        peer.subscriptions.incrementAndGet();
    }

    /** {@return the subscription of that number, if this peer may go on with it; it may still stand} */
    @Nullable
    HubSubscription find(HubPeer peer, long resumeId, HubSubscription.Wanted wanted) {
        forgetOld();
        Away found = away.get(resumeId);
        HubSubscription known = found == null ? standing.get(resumeId) : found.subscription();
        boolean same = known != null
                && known.ended() == null
                && known.wanted().equals(wanted)
                && known.owner().role() == peer.role();
        return same ? known : null;
    }

    /**
     * Goes on with a subscription that was {@linkplain #find found}.
     *
     * @return whom to tell
     */
    List<Runnable> resume(HubSubscription back, HubPeer peer, Feed feed) {
        requirePermitted(peer, back.wanted());
        List<Runnable> told = away.remove(back.resumeId()) == null ? leaveConnection(back) : List.of();
        topics.comeBack(back, peer, feed);
        stand(back, peer);
        return told;
    }

    private List<Runnable> leaveConnection(HubSubscription subscription) {
        standing.remove(subscription.resumeId());
        subscription.owner().subscriptions.decrementAndGet();
        EventQueue queue = subscription.queue();
        List<Runnable> told = subscription.detach();
        account(queue);
        return told;
    }

    /** {@return whom to tell} */
    List<Runnable> unsubscribe(HubSubscription subscription, Feed feed) {
        return subscription.isFedBy(feed) ? end(subscription) : List.of();
    }

    private List<Runnable> end(HubSubscription subscription) {
        EventQueue queue = subscription.queue();
        List<Runnable> told = subscription.close();
        if (standing.remove(subscription.resumeId(), subscription)) {
            subscription.owner().subscriptions.decrementAndGet();
            topics.remove(subscription);
            account(queue);
        }
        return told;
    }

    private void account(@Nullable EventQueue ended) {
        if (ended != null) {
            EventCounts counts = ended.counts();
            delivered += counts.taken();
            dropped += counts.dropped();
        }
    }

    /**
     * Waits for a subscriber whose connection is lost.
     *
     * @param mayComeBack whether there is a hub to come back to
     * @return whom to tell
     */
    List<Runnable> lose(HubSubscription subscription, Feed feed, boolean mayComeBack) {
        if (!subscription.isFedBy(feed) || !standing.containsKey(subscription.resumeId())) {
            return List.of();
        }
        forgetOld();
        if (!mayComeBack || subscription.ended() != null || limits.resumeTime().isZero()) {
            return end(subscription);
        }
        List<Runnable> told = leaveConnection(subscription);
        long until = nanoClock.getAsLong() + limits.resumeTime().toNanos();
        away.put(subscription.resumeId(), new Away(subscription, until));
        if (away.size() > limits.maxLostSubscriptions()) {
            forgetFirst();
        }
        return told;
    }

    /** Called by whatever changes or asks what there is, so that no timer is needed. */
    void forgetOld() {
        long now = nanoClock.getAsLong();
        while (!away.isEmpty() && away.values().iterator().next().untilNanos() - now <= 0) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        HubSubscription first = away.values().iterator().next().subscription();
        away.remove(first.resumeId());
        topics.remove(first);
    }

    /** {@return of those that stand and those that have ended} */
    Totals totals() {
        long taken = delivered;
        long lost = dropped;
        long waiting = 0;
        for (HubSubscription subscription : standing.values()) {
            EventQueue queue = subscription.queue();
            if (queue != null) {
                EventCounts counts = queue.counts();
                taken += counts.taken();
                lost += counts.dropped();
                waiting += counts.waiting();
            }
        }
        return new Totals(taken, lost, waiting);
    }
}
