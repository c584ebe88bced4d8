package dev.loopline.internal.topic;

import dev.loopline.topic.OverflowPolicy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits at the hub for one subscription: events, bounded in number and bytes, and a gap wherever some were dropped.
 *
 * <p>What each policy does with an event that finds no room:
 *
 * <ul>
 *   <li>{@code DROP_OLDEST}: events that waited longest make room, as many as it takes; the gap is in front of those that
 *       stay.
 *   <li>{@code DROP_NEWEST}: it is dropped; the gap is behind those that wait.
 *   <li>{@code CONFLATE}: an event always takes the place of the one with the same topic and key, which leaves a gap where it
 *       was; the new one waits behind all others, so what comes from one publisher stays in order. With more keys than room
 *       it is as with {@code DROP_OLDEST}.
 *   <li>{@code BLOCK}: it is not taken. Whoever publishes asks to be told {@linkplain #whenRoom when there is room}.
 *   <li>{@code DISCONNECT}: it is not taken, and the queue is closed.
 * </ul>
 *
 * <p>One event may always wait, however large. Gaps that are neighbours are one. A queue is woken by whoever hears
 * {@link Offer#QUEUED_FIRST}, once for each time that it was empty; a consumer whose batch is not
 * {@linkplain EventBatch#isLast the last} comes again without being woken.
 *
 * <p><b>What is exact:</b> all events that were {@linkplain EventCounts#offered counted} are delivered, or in a gap, or wait,
 * until the queue is closed. So what a subscriber is given + what its gaps tell = what was kept for it when it came
 * ({@linkplain HubEvent#retained retained}) + what was published since. Retained events are dropped as all others are, and
 * their gaps are no different, for a value that the late joiner does not see must not vanish in silence either.
 * {@link #liveCounts} leaves them out: of the events published since the subscription stood, alone, taken + dropped = offered
 * once nothing waits.
 *
 * <p><b>Threading:</b> any thread offers, waits for room, counts, closes; one at a time takes. Every method holds the lock for
 * a short while, and not while it tells publishers of room.
 */
public final class EventQueue {
    private final OverflowPolicy policy;
    private final int maxMessages;
    private final long maxBytes;
    private final EventRing ring; // guarded by this, as all below
    private final Map<Runnable, Integer> publishers = new LinkedHashMap<>(); // waiting, with what their events cost
    private long offered;
    private long taken;
    private long dropped;
    private long discarded;
    private long retainedOffered;
    private long retainedTaken;
    private long retainedDropped;
    private long retainedDiscarded;
    private boolean closed;

    /**
     * Makes an empty queue.
     *
     * @param policy what becomes of events that find no room
     * @param maxMessages how many events wait, 1 or more
     * @param maxBytes how many bytes of events wait, as {@link HubEvent#costBytes} counts them, 1 or more
     */
    public EventQueue(OverflowPolicy policy, int maxMessages, long maxBytes) {
        if (maxMessages < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "maxMessages, maxBytes: " + maxMessages + ", " + maxBytes + " (expected: >= 1)");
        }
        this.policy = policy;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.ring = new EventRing(policy == OverflowPolicy.CONFLATE);
    }

    // ---- whoever publishes

    /**
     * Adds an event, as far as there is room.
     *
     * @param event for this subscription
     * @return what became of it, and whether the consumer is to be woken
     */
    public Offer offer(HubEvent event) {
        int hash = policy == OverflowPolicy.CONFLATE ? KeyTable.hash(event) : 0;
        int cost = event.costBytes();
        synchronized (this) {
            return add(event, cost, hash);
        }
    }

    /**
     * Adds events one behind the other, as if each were offered alone, until one is not taken.
     *
     * @param run the events
     * @param from the first of them
     * @return how far it came, and why not further
     */
    Progress offerAll(EventRun run, int from) {
        boolean conflates = policy == OverflowPolicy.CONFLATE;
        boolean first = false;
        synchronized (this) {
            for (int i = from; i < run.size(); i++) {
                HubEvent event = run.event(i);
                switch (add(event, event.costBytes(), conflates ? KeyTable.hash(event) : 0)) {
                    case QUEUED -> {}
                    case QUEUED_FIRST -> first = true;
                    case FULL -> {
                        return new Progress(i, first, Offer.FULL);
                    }
                    case OVERFLOW -> {
                        return new Progress(i, first, Offer.OVERFLOW);
                    }
                    case CLOSED -> {
                        return new Progress(i, first, Offer.CLOSED);
                    }
                }
            }
        }
        return new Progress(run.size(), first, Offer.QUEUED);
    }

    /**
     * Has a gap tell of events that will not be offered, behind what waits.
     *
     * @param count how many
     * @return whether they were counted; not if the queue is closed
     */
    synchronized boolean miss(int count) {
        if (closed) {
            return false;
        }
        offered += count;
        dropped += count;
        ring.appendGap(count);
        return true;
    }

    /**
     * What became of several events.
     *
     * @param next the first that was not taken
     * @param queuedFirst whether the consumer is to be woken
     * @param last what became of the one that was offered last
     */
    record Progress(int next, boolean queuedFirst, Offer last) {}

    /** Under the lock. */
    private Offer add(HubEvent event, int cost, int hash) {
        if (closed) {
            return Offer.CLOSED;
        }
        boolean wasEmpty = ring.isEmpty();
        if (policy == OverflowPolicy.CONFLATE) {
            HubEvent replaced = ring.removeSame(event, hash);
            if (replaced != null) {
                countDropped(replaced);
            }
        }
        if (!fits(ring.size(), ring.bytes(), cost)) {
            switch (policy) {
                case DROP_OLDEST, CONFLATE -> makeRoom(cost);
                case DROP_NEWEST -> {
                    countOffered(event);
                    countDropped(event);
                    ring.appendGap(1);
                    return Offer.QUEUED; // behind the events that left it no room
                }
                case BLOCK -> {
                    return Offer.FULL;
                }
                case DISCONNECT -> {
                    discard();
                    return Offer.OVERFLOW;
                }
            }
        }
        countOffered(event);
        ring.append(event, cost, hash);
        return wasEmpty ? Offer.QUEUED_FIRST : Offer.QUEUED;
    }

    private void makeRoom(int cost) {
        do {
            countDropped(ring.dropOldest());
        } while (!fits(ring.size(), ring.bytes(), cost));
    }

    /**
     * Asks to be told when an event that found no room may be offered again. Several publishers wait in the order in which
     * they asked; nothing is set aside for them, so an offer may find the queue full once more.
     *
     * @param event what was offered
     * @param publisher told once: by the thread that takes or closes, which does not hold the lock. It does not block, does not
     *     throw, and is equal only to itself. As long as it waits, asking once more changes nothing
     * @return whether it will be told; {@code false} if there is room by now, or the queue is closed: then offer again
     */
    public synchronized boolean whenRoom(HubEvent event, Runnable publisher) {
        int cost = event.costBytes();
        if (closed || fits(ring.size(), ring.bytes(), cost)) {
            return false;
        }
        publishers.putIfAbsent(publisher, cost);
        return true;
    }

    /**
     * Takes a publisher out of those that wait for room. It may be on its way to be told nevertheless.
     *
     * @param publisher passed to {@link #whenRoom}, or not
     */
    public synchronized void forget(Runnable publisher) {
        publishers.remove(publisher);
    }

    // ---- the consumer

    /**
     * Moves what waits longest into a batch, gaps in their places, and tells publishers of the room that this makes.
     *
     * @param batch emptied first
     * @param budgetBytes most that the events may cost, as the batch counts; gaps cost nothing
     * @return how many events and gaps it holds
     */
    public int take(EventBatch batch, long budgetBytes) {
        batch.begin(budgetBytes);
        List<Runnable> told;
        synchronized (this) {
            int before = ring.size();
            ring.moveTo(batch);
            taken += before - ring.size();
            if (retainedWaiting() > 0) { // those in the batch are not counted yet
                countRetained(batch);
            }
            told = publishers.isEmpty() ? List.of() : publishersWithRoom();
        }
        told.forEach(Runnable::run);
        return batch.size();
    }

    private void countRetained(EventBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.isGap(i) && batch.event(i).retained()) {
                retainedTaken++;
            }
        }
    }

    /** Those who asked first, as far as there is room; all of them when nothing waits that would bring another take. */
    private List<Runnable> publishersWithRoom() {
        List<Runnable> told = new ArrayList<>();
        int messages = ring.size();
        long bytes = ring.bytes();
        Iterator<Map.Entry<Runnable, Integer>> waiting = publishers.entrySet().iterator();
        while (waiting.hasNext()) {
            Map.Entry<Runnable, Integer> next = waiting.next();
            if (ring.size() > 0 && !fits(messages, bytes, next.getValue())) {
                break;
            }
            messages++;
            bytes += next.getValue();
            told.add(next.getKey());
            waiting.remove();
        }
        return told;
    }

    // ---- any

    /** Drops what waits; nothing is taken any more. Whoever waits for room is told. Later calls have no effect. */
    public void close() {
        shut().forEach(Runnable::run);
    }

    /**
     * Closes, for a caller with a lock under which nobody may be told.
     *
     * @return those who wait for room, to be run without that lock
     */
    synchronized List<Runnable> shut() {
        discard();
        List<Runnable> told = List.copyOf(publishers.keySet());
        publishers.clear();
        return told;
    }

    private void discard() {
        retainedDiscarded += retainedWaiting();
        discarded += ring.size();
        ring.clear();
        closed = true;
    }

    /** {@return whether nothing is taken any more} */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** {@return how many events wait} */
    public synchronized int size() {
        return ring.size();
    }

    /** {@return what happened to all events} */
    public synchronized EventCounts counts() {
        return new EventCounts(offered, taken, dropped, ring.size(), discarded);
    }

    /** {@return what happened to the events that had been kept for this subscription before it stood} */
    public synchronized EventCounts retainedCounts() {
        return new EventCounts(retainedOffered, retainedTaken, retainedDropped, retainedWaiting(), retainedDiscarded);
    }

    /** {@return what happened to the events that were published since this subscription stood} */
    public synchronized EventCounts liveCounts() {
        return counts().minus(retainedCounts());
    }

    private boolean fits(int messages, long bytes, int cost) {
        return messages == 0 || (messages < maxMessages && bytes + cost <= maxBytes);
    }

    private long retainedWaiting() {
        return retainedOffered - retainedTaken - retainedDropped - retainedDiscarded;
    }

    private void countOffered(HubEvent event) {
        offered++;
        if (event.retained()) {
            retainedOffered++;
        }
    }

    private void countDropped(HubEvent event) {
        dropped++;
        if (retainedWaiting() > 0 && event.retained()) { // only looked at if need be: it is in no cache any more
            retainedDropped++;
        }
    }
}
