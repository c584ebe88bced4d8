package dev.loopline.internal.topic;

import static java.util.Objects.requireNonNull;

import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer takes out of an {@link EventQueue} at once: events, and gaps in their places. Made once and used for
 * every take, of one queue or of several.
 *
 * <p><b>Threading:</b> one thread at a time, the consumer's.
 */
public final class EventBatch {
    private final ToIntFunction<? super HubEvent> wireBytes;
    private final @Nullable HubEvent[] events; // null where a gap is
    private final long[] gaps;
    private int size;
    private long budgetBytes;
    private long usedBytes;
    private int missingBytes;
    private boolean isLast;

    /**
     * Makes an empty batch.
     *
     * @param capacity most events and gaps that it holds, 2 or more: an event with the gap before it
     * @param wireBytes what an event costs of a budget; called while the queue is locked, so it only adds up
     */
    public EventBatch(int capacity, ToIntFunction<? super HubEvent> wireBytes) {
        if (capacity < 2) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 2)");
        }
        this.wireBytes = wireBytes;
        this.events = new HubEvent[capacity];
        this.gaps = new long[capacity];
    }

    /** {@return how many events and gaps it holds} */
    public int size() {
        return size;
    }

    /**
     * {@return whether there is a gap in a place, and no event}
     *
     * @param index 0 to {@code size() - 1}
     */
    public boolean isGap(int index) {
        return events[index] == null;
    }

    /**
     * {@return the event in a place}
     *
     * @param index of an event
     */
    public HubEvent event(int index) {
        return requireNonNull(events[index], "a gap is there");
    }

    /**
     * {@return how many events are missing in a place, 0 where an event is}
     *
     * @param index 0 to {@code size() - 1}
     */
    public long gap(int index) {
        return gaps[index];
    }

    /** {@return what its events cost of the budget} */
    public long usedBytes() {
        return usedBytes;
    }

    /**
     * {@return the cost of the event that waits next, if the rest of the budget was too small for it; otherwise 0}. Such an
     * event still waits in the queue, where its policy may drop it.
     */
    public int missingBytes() {
        return missingBytes;
    }

    /**
     * {@return whether nothing was left in the queue}. Then the next offer says {@link Offer#QUEUED_FIRST}; otherwise the
     * consumer has to come again by itself, at once or with a larger budget.
     */
    public boolean isLast() {
        return isLast;
    }

    /** Lets go of the events. */
    public void clear() {
        for (int i = 0; i < size; i++) {
            events[i] = null;
            gaps[i] = 0;
        }
        size = 0;
        usedBytes = 0;
        missingBytes = 0;
        isLast = false;
    }

    void begin(long bytes) {
        clear();
        budgetBytes = bytes;
    }

    void end(boolean last) {
        isLast = last;
    }

    /** {@return whether there was room for it; never ends with two gaps side by side} */
    boolean addGap(long count) {
        if (size > 0 && events[size - 1] == null) {
            gaps[size - 1] += count;
            return true;
        }
        if (size == gaps.length) {
            return false;
        }
        gaps[size++] = count;
        return true;
    }

    /** {@return whether it fitted} */
    boolean add(HubEvent event) {
        if (size == gaps.length) {
            return false;
        }
        int bytes = wireBytes.applyAsInt(event);
        if (bytes > budgetBytes - usedBytes) {
            missingBytes = bytes;
            return false;
        }
        usedBytes += bytes;
        events[size++] = event;
        return true;
    }
}
