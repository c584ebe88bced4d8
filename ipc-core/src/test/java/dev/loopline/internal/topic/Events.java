package dev.loopline.internal.topic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Events for tests, and what a test reads from them. */
final class Events {
    static final HubTopic TOPIC = new HubTopic("photo.progress", "photo.v1.Progress");
    static final int WIRE_BYTES = 16;

    private Events() {}

    static HubEvent event(long number) {
        return event(TOPIC, "", number, 0);
    }

    static HubEvent event(String key, long number) {
        return event(TOPIC, key, number, 0);
    }

    static HubEvent event(HubTopic topic, String key, long number, int moreBytes) {
        byte[] payload = new byte[Long.BYTES + moreBytes];
        ByteBuffer.wrap(payload).putLong(number);
        return new HubEvent(topic, key.getBytes(StandardCharsets.UTF_8), payload, false);
    }

    static long number(HubEvent event) {
        return ByteBuffer.wrap(event.payload()).getLong();
    }

    static EventBatch batch(int capacity) {
        return new EventBatch(capacity, Events::wireBytes);
    }

    static int wireBytes(HubEvent event) {
        int key = event.key().length;
        return (key == 0 ? 0 : 1 + key) + event.payload().length + WIRE_BYTES;
    }

    /** {@return all that waits: numbers of events, and gaps as {@code -count}} */
    static List<Long> drain(EventQueue queue) {
        List<Long> all = new ArrayList<>();
        EventBatch batch = batch(64);
        do {
            queue.take(batch, Long.MAX_VALUE);
            all.addAll(shown(batch));
        } while (!batch.isLast());
        return all;
    }

    /** {@return numbers of events, and gaps as {@code -count}} */
    static List<Long> shown(EventBatch batch) {
        List<Long> shown = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            shown.add(batch.isGap(i) ? -batch.gap(i) : number(batch.event(i)));
        }
        return shown;
    }
}
