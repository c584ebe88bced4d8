package dev.loopline.internal.topic;

import static dev.loopline.internal.topic.Events.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetainedEventsTest {
    private static final long PLENTY = 1L << 30;
    private static final byte[] NO_KEY = {};

    private static List<Long> kept(RetainedEvents events, HubTopic topic) {
        List<Long> kept = new ArrayList<>();
        events.forEach(topic, event -> kept.add(Events.number(event)));
        return kept;
    }

    private static long cost(HubEvent event) {
        return (long) event.costBytes() + RetainedEvents.ENTRY_BYTES;
    }

    @Test
    void keepsTheLastEventOfATopic() {
        RetainedEvents events = new RetainedEvents(PLENTY);

        assertThat(events.put(event(1))).isTrue();
        assertThat(events.put(event(2))).isTrue();

        assertThat(kept(events, Events.TOPIC)).containsExactly(2L);
        assertThat(events.count()).isEqualTo(1);
        assertThat(events.bytes()).isEqualTo(cost(event(2)) + RetainedEvents.TOPIC_BYTES);
    }

    @Test
    void passesOnEventsOfKeysInTheOrderOfTheirLastChange() {
        RetainedEvents events = new RetainedEvents(PLENTY);
        events.put(event("a", 1));
        events.put(event("b", 2));
        events.put(event("c", 3));

        events.put(event("a", 4));

        assertThat(kept(events, Events.TOPIC)).containsExactly(2L, 3L, 4L);
    }

    @Test
    void anEmptyPayloadIsAValue() {
        RetainedEvents events = new RetainedEvents(PLENTY);
        events.put(event(1));

        events.put(new HubEvent(Events.TOPIC, NO_KEY, new byte[0], false));

        List<HubEvent> passed = new ArrayList<>();
        events.forEach(Events.TOPIC, passed::add);
        assertThat(passed).singleElement().matches(event -> event.payload().length == 0);
    }

    @Test
    void tellsTopicsApart() {
        RetainedEvents events = new RetainedEvents(PLENTY);
        HubTopic other = new HubTopic("photo.done", "photo.v1.Done");
        events.put(event(1));

        events.put(event(other, "", 2, 0));

        assertThat(kept(events, Events.TOPIC)).containsExactly(1L);
        assertThat(kept(events, other)).containsExactly(2L);
        assertThat(events.topics()).isEqualTo(2);
    }

    @Test
    void removesTheEventOfAKey() {
        RetainedEvents events = new RetainedEvents(PLENTY);
        events.put(event("a", 1));
        events.put(event("b", 2));
        byte[] a = "a".getBytes(StandardCharsets.UTF_8);

        assertThat(events.remove(Events.TOPIC, a)).isTrue();
        assertThat(events.remove(Events.TOPIC, a)).isFalse();

        assertThat(kept(events, Events.TOPIC)).containsExactly(2L);
        assertThat(events.count(Events.TOPIC)).isEqualTo(1);
    }

    @Test
    void holdsNothingOnceAllIsRemoved() {
        RetainedEvents events = new RetainedEvents(PLENTY);
        HubTopic other = new HubTopic("photo.done", "photo.v1.Done");
        events.put(event("a", 1));
        events.put(event("b", 2));
        events.put(event(other, "", 3, 0));

        events.removeAll(Events.TOPIC);
        events.removeAll(Events.TOPIC);
        events.remove(other, NO_KEY);

        assertThat(events.bytes()).isZero();
        assertThat(events.count()).isZero();
        assertThat(events.topics()).isZero();
    }

    @Test
    void whatFindsNoRoomChangesNothing() {
        RetainedEvents events = new RetainedEvents(RetainedEvents.TOPIC_BYTES + 2 * cost(event("a", 0)));
        events.put(event("a", 1));
        events.put(event("b", 2));

        assertThat(events.put(event("c", 3))).isFalse();
        assertThat(events.put(event("a", 4))).isTrue();
        assertThat(events.put(event(Events.TOPIC, "a", 5, 1))).isFalse();

        assertThat(kept(events, Events.TOPIC)).containsExactly(2L, 4L);
    }

    @Test
    void keysOfATopicAreBounded() {
        RetainedEvents events = new RetainedEvents(PLENTY);
        for (int i = 0; i < RetainedEvents.MAX_KEYS; i++) {
            assertThat(events.put(event("key " + i, i))).isTrue();
        }

        assertThat(events.put(event("one more", 0))).isFalse();
        assertThat(events.put(event("key 7", 1))).isTrue();
        assertThat(events.count(Events.TOPIC)).isEqualTo(RetainedEvents.MAX_KEYS);
    }

    @Test
    void topicsShareTheBytesWhateverThreadsDo() throws InterruptedException, ExecutionException {
        long maxBytes = 20_000;
        RetainedEvents events = new RetainedEvents(maxBytes);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<HubTopic> topics = new ArrayList<>();
        List<Future<Long>> most = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            HubTopic topic = new HubTopic("topic" + i, "photo.v1.Progress");
            Random random = new Random(i);
            topics.add(topic);
            most.add(threads.submit(() -> change(events, topic, random)));
        }

        for (Future<Long> each : most) {
            assertThat(each.get()).isBetween(1L, maxBytes);
        }

        threads.shutdown();
        topics.forEach(events::removeAll);
        assertThat(events.bytes()).isZero();
        assertThat(events.count()).isZero();
    }

    private static long change(RetainedEvents events, HubTopic topic, Random random) {
        long most = 0;
        for (int i = 0; i < 20_000; i++) {
            String key = "key " + random.nextInt(50);
            if (random.nextInt(4) > 0) {
                events.put(event(topic, key, i, random.nextInt(200)));
            } else {
                events.remove(topic, key.getBytes(StandardCharsets.UTF_8));
            }
            most = Math.max(most, events.bytes());
        }
        return most;
    }

    @Test
    void refusesABoundBelowNothing() {
        assertThatThrownBy(() -> new RetainedEvents(-1)).hasMessage("maxBytes: -1 (expected: >= 0)");
    }
}
