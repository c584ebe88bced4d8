package dev.loopline.internal.topic;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last event of each topic and key, for subscriptions that come later. Bounded in bytes, for all topics together, and in
 * keys of a topic.
 *
 * <p>An event without a payload is a value as any other. What finds no room leaves no older value behind that would be taken
 * for the last.
 *
 * <p><b>Threading:</b> one thread at a time per topic, as the caller's lock of that topic sees to; any number of topics at
 * once. The totals may be read by any thread.
 */
public final class RetainedEvents {
    /** Most keys of a topic. */
    public static final int MAX_KEYS = 4096;

    /** What an event costs here beside {@link HubEvent#costBytes}: its key, and its place in the map. */
    static final int ENTRY_BYTES = 80;

    /** What a topic costs here beside its events. */
    static final int TOPIC_BYTES = 256;

    private final Map<HubTopic, LinkedHashMap<Key, HubEvent>> topics = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final long maxBytes;

    /** A key of a topic. Peers choose them: they are ordered, so that a map stays fast with any. */
    private static final class Key implements Comparable<Key> {
        private final byte[] key;
        private final int hash;

        Key(HubTopic topic, byte[] key) {
            this.key = key;
            this.hash = KeyTable.hash(topic, key);
        }

        @Override
        public int compareTo(Key other) {
            return Arrays.compare(key, other.key);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * Keeps nothing yet.
     *
     * @param maxBytes most bytes of all topics together, 0 or more
     */
    public RetainedEvents(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 0)");
        }
        this.maxBytes = maxBytes;
    }

    /**
     * Keeps an event in place of the last with the same topic and key.
     *
     * @param event the newest
     * @return whether there was room; if not, everything stays as it was
     */
    public boolean put(HubEvent event) {
        HubTopic topic = event.topic();
        Key key = new Key(topic, event.key());
        LinkedHashMap<Key, HubEvent> kept = topics.get(topic);
        HubEvent old = kept == null ? null : kept.get(key);
        if (kept != null && old == null && kept.size() >= MAX_KEYS) {
            return false;
        }
        long freed = old == null ? 0 : costOf(old);
        if (!reserve(costOf(event) - freed + (kept == null ? TOPIC_BYTES : 0))) {
            return false;
        }
        if (kept == null) {
            kept = new LinkedHashMap<>(2);
            topics.put(topic, kept);
        }
        kept.remove(key); // so that it is the last in order
        kept.put(key, event);
        events.addAndGet(old == null ? 1 : 0);
        return true;
    }

    /**
     * Lets go of the event of a key.
     *
     * @param topic of the event
     * @param key UTF-8, empty without one
     * @return whether there was one
     */
    public boolean remove(HubTopic topic, byte[] key) {
        return remove(topic, new Key(topic, key));
    }

    private boolean remove(HubTopic topic, Key key) {
        LinkedHashMap<Key, HubEvent> kept = topics.get(topic);
        HubEvent old = kept == null ? null : kept.remove(key);
        if (kept == null || old == null) {
            return false;
        }
        long freed = costOf(old);
        if (kept.isEmpty()) {
            topics.remove(topic);
            freed += TOPIC_BYTES;
        }
        bytes.addAndGet(-freed);
        events.decrementAndGet();
        return true;
    }

    /**
     * Lets go of all events of a topic.
     *
     * @param topic any
     */
    public void removeAll(HubTopic topic) {
        LinkedHashMap<Key, HubEvent> kept = topics.remove(topic);
        if (kept != null) {
            long freed = TOPIC_BYTES;
            for (HubEvent event : kept.values()) {
                freed += costOf(event);
            }
            bytes.addAndGet(-freed);
            events.addAndGet(-kept.size());
        }
    }

    /**
     * Passes on the events of a topic as they were put, in the order in which they came: what was replaced counts as new.
     *
     * @param topic any
     * @param action does not change what is kept of this topic
     */
    public void forEach(HubTopic topic, Consumer<? super HubEvent> action) {
        Map<Key, HubEvent> kept = topics.get(topic);
        if (kept != null) {
            kept.values().forEach(action);
        }
    }

    /**
     * {@return how many events of a topic are kept}
     *
     * @param topic any
     */
    public int count(HubTopic topic) {
        Map<Key, HubEvent> kept = topics.get(topic);
        return kept == null ? 0 : kept.size();
    }

    /** {@return how many events are kept} */
    public long count() {
        return events.get();
    }

    /** {@return how many topics have events here} */
    public int topics() {
        return topics.size();
    }

    /** {@return how many bytes the events cost} */
    public long bytes() {
        return bytes.get();
    }

    private boolean reserve(long cost) {
        long now;
        do {
            now = bytes.get();
            if (cost > maxBytes - now) {
                return false;
            }
        } while (!bytes.compareAndSet(now, now + cost));
        return true;
    }

    private static long costOf(HubEvent event) {
        return (long) ENTRY_BYTES + event.costBytes();
    }
}
