package dev.loopline.internal.topic;

import dev.loopline.Status;
import dev.loopline.topic.OverflowPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscription at the hub: what waits for it, and how many events it has been offered since it was confirmed.
 *
 * <p>When its connection is lost it goes on counting for a while, without a queue, so that it can be told what it missed.
 *
 * <p>Any thread. Its own lock guards the change between the two; who publishes takes it only while there is no queue.
 */
final class HubSubscription {
    private static final int ROOMY = 4; // runs that fit into a queue that is offered them as a whole

    private final long resumeId;
    private volatile HubPeer owner; // another one once it has come back
    private final Wanted wanted;
    private final boolean takesRuns;
    private volatile @Nullable EventQueue queue; // null while its connection is lost
    private volatile @Nullable Feed feed; // set before anything is offered
    private volatile @Nullable Status ended; // why nothing is offered any more
    private volatile boolean wakeFeed;
    private List<HubEvent> kept = List.of(); // of its feed; set before that takes it
    private long before; // guarded by this: events offered to former queues, or to none

    /**
     * What a subscriber asks for.
     *
     * @param pattern of the topics
     * @param type of the events, empty for any
     * @param overflow what becomes of events that are not taken in time
     * @param maxMessages that wait
     * @param maxBytes that wait
     * @param retained whether kept events come first
     */
    record Wanted(
            String pattern, String type, OverflowPolicy overflow, int maxMessages, long maxBytes, boolean retained) {}

    HubSubscription(long resumeId, HubPeer owner, Wanted wanted) {
        this.resumeId = resumeId;
        this.owner = owner;
        this.wanted = wanted;
        this.takesRuns = wanted.overflow() != OverflowPolicy.CONFLATE
                && wanted.maxMessages() >= ROOMY * EventRun.MAX_EVENTS
                && wanted.maxBytes() >= ROOMY * EventRun.MAX_BYTES;
    }

    long resumeId() {
        return resumeId;
    }

    HubPeer owner() {
        return owner;
    }

    /** Comes back on another connection: from here on events are queued again. */
    synchronized void comeBack(HubPeer peer, Feed to) {
        owner = peer;
        attach(to);
    }

    Wanted wanted() {
        return wanted;
    }

    @Nullable
    EventQueue queue() {
        return queue;
    }

    @Nullable
    Status ended() {
        return ended;
    }

    /** Begins to queue. Under the hub's lock, before it is found by any topic. */
    synchronized void attach(Feed to) {
        EventQueue made = new EventQueue(wanted.overflow(), wanted.maxMessages(), wanted.maxBytes());
        to.attached(made);
        feed = to;
        queue = made;
    }

    /** Adds what is delivered before the queue. Under the hub's lock, before the feed runs. */
    void keep(List<HubEvent> events) {
        kept = events;
    }

    /** {@return what is delivered before the queue} */
    List<HubEvent> kept() {
        return kept;
    }

    /**
     * Offers an event. {@link #wake} must be called after it, without a lock of the hub.
     *
     * @return whether it was taken; otherwise the queue is full, and its policy lets the publisher wait
     */
    boolean offer(HubEvent event) {
        while (true) {
            EventQueue current = queue;
            if (current == null) {
                if (offerAway()) {
                    return true;
                }
                continue; // it has come back
            }
            switch (current.offer(event)) {
                case QUEUED -> {
                    return true;
                }
                case QUEUED_FIRST -> {
                    wakeFeed = true;
                    return true;
                }
                case FULL -> {
                    return false;
                }
                case OVERFLOW -> {
                    end(HubFailures.slowSubscriber(wanted));
                    return true;
                }
                case CLOSED -> {
                    if (current == queue) {
                        return true; // it has ended
                    }
                }
            }
        }
    }

    /**
     * Offers events that have arrived together, and wakes whoever takes them. A subscription with a small queue, or one that
     * wants only the newest, is woken for each, so that none is dropped only because they came together.
     *
     * @param from the first that it is offered
     * @return the first that was not taken, since the queue is full and its policy lets the publisher wait; the size of the run
     *     if all were
     */
    int offer(EventRun run, int from) {
        int next = from;
        while (next < run.size()) {
            EventQueue current = queue;
            if (!takesRuns || current == null || next == run.size() - 1) {
                if (!offer(run.event(next))) {
                    break;
                }
                wake();
                next++;
                continue;
            }
            EventQueue.Progress progress = current.offerAll(run, next);
            if (progress.queuedFirst()) {
                wakeFeed = true;
            }
            next = progress.next();
            if (progress.last() == Offer.OVERFLOW) {
                end(HubFailures.slowSubscriber(wanted));
                next = run.size();
            } else if (progress.last() == Offer.CLOSED && current == queue) {
                next = run.size(); // it has ended
            } else if (progress.last() == Offer.FULL) {
                break;
            }
        }
        wake();
        return next;
    }

    private boolean offerAway() {
        return missAway(1);
    }

    private synchronized boolean missAway(int count) {
        if (queue != null) {
            return false;
        }
        before += count;
        return true;
    }

    /** Has a gap told instead of events that others were given and that will not be offered any more; then wakes. */
    void miss(int count) {
        while (true) {
            EventQueue current = queue;
            if (current == null ? missAway(count) : current.miss(count) || current == queue) {
                break;
            }
        }
        wakeFeed = true;
        wake();
    }

    /** Tells the feed what {@link #offer} left to be told. */
    void wake() {
        if (wakeFeed) {
            wakeFeed = false;
            Feed told = feed;
            if (told != null) {
                told.wake();
            }
        }
    }

    /** Has nothing more offered; the feed tells the subscriber, behind what it has taken. {@link #wake} as for an offer. */
    void end(Status why) {
        if (ended == null) {
            ended = why;
        }
        EventQueue current = queue;
        if (current != null && why.reason().equals(HubFailures.SLOW)) {
            current.close();
        }
        wakeFeed = true;
    }

    /**
     * Its connection is lost: goes on counting without a queue.
     *
     * @return publishers that waited for room, to be run without a lock of the hub
     */
    synchronized List<Runnable> detach() {
        List<Runnable> told = List.of();
        EventQueue lost = queue;
        if (lost != null) {
            queue = null;
            told = lost.shut();
            before += lost.counts().offered();
        }
        feed = null;
        kept = List.of();
        return told;
    }

    /**
     * Lets go of what waits; nothing is offered any more.
     *
     * @return publishers that waited for room, to be run without a lock of the hub
     */
    List<Runnable> close() {
        EventQueue current = queue;
        return current == null ? List.of() : current.shut();
    }

    /** {@return whether its events go to this feed, and not to that of a later connection} */
    boolean isFedBy(Feed asked) {
        return feed == asked;
    }

    /** {@return how many events it was offered before it came back, once it has} */
    synchronized long offeredBefore() {
        return before;
    }
}
