package dev.loopline.internal.topic;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Events that wait, in order, with the gaps between them. Knows no limits.
 *
 * <pre>
 *   head                                                  tail
 *   +---------+---------+-----------------+---------+
 *   | 3, E    | 0, E    | 2, (replaced)   | 1, E    | 4          numbers: events that are missing before E
 *   +---------+---------+-----------------+---------+
 * </pre>
 *
 * <p>It grows by doubling. Places whose event was replaced are squeezed out when they are at least half of all. Both cost a
 * constant time per event in the long run.
 *
 * <p><b>Threading:</b> guarded by the lock of the queue.
 */
final class EventRing {
    private static final int FIRST_CAPACITY = 16;
    private static final int KEPT_CAPACITY = 4096; // a larger one is let go when it is empty

    private final @Nullable KeyTable keys;
    private @Nullable HubEvent[] events = new HubEvent[FIRST_CAPACITY];
    private long[] gaps = new long[FIRST_CAPACITY]; // in front of the event
    private int[] costs = new int[FIRST_CAPACITY]; // noted, since an event dropped much later is in no cache any more
    private long head;
    private long tail;
    private long gapAtEnd;
    private int size;
    private long bytes;

    /**
     * Makes an empty ring.
     *
     * @param byKey whether events are looked for by topic and key
     */
    EventRing(boolean byKey) {
        keys = byKey ? new KeyTable(FIRST_CAPACITY) : null;
    }

    /** {@return how many events wait} */
    int size() {
        return size;
    }

    /** {@return the cost of the events that wait} */
    long bytes() {
        return bytes;
    }

    /** {@return whether neither an event nor a gap waits} */
    boolean isEmpty() {
        return head == tail && gapAtEnd == 0;
    }

    int capacity() {
        return events.length;
    }

    /**
     * Adds an event behind all others.
     *
     * @param hash of its topic and key, if events are looked for by them
     */
    void append(HubEvent event, int cost, int hash) {
        if (tail - head == events.length) {
            repack(2 * size > events.length ? 2 * events.length : events.length);
        }
        int slot = slot(tail++);
        events[slot] = event;
        costs[slot] = cost;
        if (gapAtEnd != 0) {
            gaps[slot] = gapAtEnd;
            gapAtEnd = 0;
        }
        size++;
        bytes += cost;
        if (keys != null) {
            keys.add(hash, slot);
        }
    }

    /** Notes that events are missing behind all others. */
    void appendGap(int count) {
        gapAtEnd += count;
    }

    /** {@return the event with the same topic and key, in whose place a gap is now; {@code null} if none waits} */
    @Nullable
    HubEvent removeSame(HubEvent event, int hash) {
        int slot = requireNonNull(keys, "keys").removeSame(hash, event, events);
        if (slot < 0) {
            return null;
        }
        gaps[slot]++;
        return freed(slot);
    }

    /** {@return the event that waited longest, in whose place a gap is now} */
    HubEvent dropOldest() {
        long missing = 1;
        int slot = slot(head);
        while (events[slot] == null) {
            missing += passed(slot);
            slot = slot(head);
        }
        HubEvent oldest = forgetKey(slot);
        missing += passed(slot);
        if (head == tail) {
            gapAtEnd += missing;
        } else {
            gaps[slot(head)] += missing;
        }
        return oldest;
    }

    /** Moves what fits. */
    void moveTo(EventBatch batch) {
        boolean fits = true;
        while (fits && head != tail) {
            fits = moveFirst(slot(head), batch);
        }
        if (fits && gapAtEnd != 0 && batch.addGap(gapAtEnd)) {
            gapAtEnd = 0;
        }
        boolean last = isEmpty();
        if (last && events.length > KEPT_CAPACITY) {
            clear();
        }
        batch.end(last);
    }

    private boolean moveFirst(int slot, EventBatch batch) {
        long missing = gaps[slot];
        if (missing != 0) {
            if (!batch.addGap(missing)) {
                return false;
            }
            gaps[slot] = 0;
        }
        HubEvent event = events[slot];
        if (event != null) {
            if (!batch.add(event)) {
                return false;
            }
            forgetKey(slot);
        }
        passed(slot);
        return true;
    }

    /** Lets go of all. */
    void clear() {
        events = new HubEvent[FIRST_CAPACITY];
        gaps = new long[FIRST_CAPACITY];
        costs = new int[FIRST_CAPACITY];
        if (keys != null) {
            keys.reset(FIRST_CAPACITY);
        }
        head = 0;
        tail = 0;
        gapAtEnd = 0;
        size = 0;
        bytes = 0;
    }

    private int slot(long position) {
        return (int) position & (events.length - 1);
    }

    private HubEvent forgetKey(int slot) {
        HubEvent event = requireNonNull(events[slot], "event");
        if (keys != null) {
            keys.remove(KeyTable.hash(event), slot);
        }
        return event;
    }

    /** Leaves the first place, which is in this slot, and returns the gap that was in it. */
    private long passed(int slot) {
        long missing = gaps[slot];
        gaps[slot] = 0;
        if (events[slot] != null) {
            freed(slot);
        }
        head++;
        return missing;
    }

    private HubEvent freed(int slot) {
        HubEvent event = requireNonNull(events[slot], "event");
        events[slot] = null;
        size--;
        bytes -= costs[slot];
        return event;
    }

    /** Squeezes out places without events; what was missing there is missing before the next event. */
    private void repack(int capacity) {
        boolean grows = capacity != events.length;
        @Nullable HubEvent[] oldEvents = events;
        long[] oldGaps = gaps;
        int[] oldCosts = costs;
        int oldMask = events.length - 1;
        if (grows) {
            events = new HubEvent[capacity];
            gaps = new long[capacity];
            costs = new int[capacity];
        }
        if (keys != null) {
            keys.reset(capacity);
        }
        long to = head;
        long missing = 0;
        for (long from = head; from != tail; from++) {
            int old = (int) from & oldMask;
            HubEvent event = oldEvents[old];
            missing += oldGaps[old];
            int cost = oldCosts[old];
            oldEvents[old] = null;
            oldGaps[old] = 0;
            if (event != null) {
                int slot = slot(to++);
                events[slot] = event;
                gaps[slot] = missing;
                costs[slot] = cost;
                missing = 0;
                if (keys != null) {
                    keys.add(KeyTable.hash(event), slot);
                }
            }
        }
        tail = to;
        gapAtEnd += missing;
    }
}
