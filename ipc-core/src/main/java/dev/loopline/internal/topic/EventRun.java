package dev.loopline.internal.topic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of one publisher to one topic that have arrived together, and how far each subscription has taken them. Made once
 * and used for one run after the other.
 *
 * <p>One thread at a time.
 */
final class EventRun {
    /** Most events of a run. A subscription that is offered so many at once has room for more. */
    static final int MAX_EVENTS = 64;

    /** What the events of a run cost about at most; one may cost more. */
    static final int MAX_BYTES = 64 * 1024;

    private final @Nullable HubEvent[] events = new HubEvent[MAX_EVENTS];
    private final List<Behind> behind = new ArrayList<>();
    private int size;
    private int bytes;

    /** A subscription that has no room and whose policy lets the publisher wait, and the event that it is offered next. */
    static final class Behind {
        final HubSubscription subscription;
        int next;

        Behind(HubSubscription subscription, int next) {
            this.subscription = subscription;
            this.next = next;
        }
    }

    void add(HubEvent event) {
        events[size++] = event;
        bytes += event.costBytes();
    }

    boolean isFull() {
        return size == MAX_EVENTS || bytes >= MAX_BYTES;
    }

    int size() {
        return size;
    }

    HubEvent event(int index) {
        HubEvent event = events[index];
        if (event == null) {
            throw new IndexOutOfBoundsException("event " + index + " (expected: below " + size + ")");
        }
        return event;
    }

    /** {@return the subscriptions that have not taken all of it} */
    List<Behind> behind() {
        return behind;
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            events[i] = null;
        }
        behind.clear();
        size = 0;
        bytes = 0;
    }
}
