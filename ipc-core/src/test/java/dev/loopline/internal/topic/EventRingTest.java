package dev.loopline.internal.topic;

import static dev.loopline.internal.topic.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventRingTest {
    @Test
    void placesOfReplacedEventsAreUsedAgain() {
        EventRing ring = new EventRing(true);

        for (int i = 0; i < 10_000; i++) {
            HubEvent event = event("key " + i % 20, i);
            int hash = KeyTable.hash(event);
            ring.removeSame(event, hash);
            ring.append(event, event.costBytes(), hash);
        }

        assertThat(ring.size()).isEqualTo(20);
        assertThat(ring.capacity()).isEqualTo(64);
    }

    @Test
    void aLargeRingIsLetGoWhenItIsEmpty() {
        EventRing ring = new EventRing(false);
        for (int i = 0; i < 10_000; i++) {
            ring.append(event(i), 1, 0);
        }
        EventBatch batch = Events.batch(10_000);
        batch.begin(Long.MAX_VALUE);

        ring.moveTo(batch);

        assertThat(batch.size()).isEqualTo(10_000);
        assertThat(batch.isLast()).isTrue();
        assertThat(ring.capacity()).isEqualTo(16);
    }
}
