package dev.loopline.internal.topic;

import static dev.loopline.internal.topic.Events.batch;
import static dev.loopline.internal.topic.Events.drain;
import static dev.loopline.internal.topic.Events.event;
import static dev.loopline.internal.topic.Events.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.topic.OverflowPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventQueueTest {
    private static final long PLENTY = 1L << 30;

    private static EventQueue queue(OverflowPolicy policy, int messages) {
        return new EventQueue(policy, messages, PLENTY);
    }

    @Test
    void dropOldestTellsTheGapInFrontOfThoseThatStay() {
        EventQueue queue = queue(OverflowPolicy.DROP_OLDEST, 3);

        for (int i = 1; i <= 7; i++) {
            queue.offer(event(i));
        }

        assertThat(drain(queue)).containsExactly(-4L, 5L, 6L, 7L);
        assertThat(queue.counts()).isEqualTo(new EventCounts(7, 3, 4, 0, 0));
    }

    @Test
    void dropNewestTellsTheGapBehindThoseThatWaited() {
        EventQueue queue = queue(OverflowPolicy.DROP_NEWEST, 3);
        for (int i = 1; i <= 7; i++) {
            queue.offer(event(i));
        }
        EventBatch batch = batch(2);

        queue.take(batch, PLENTY);
        queue.offer(event(8));

        assertThat(shown(batch)).containsExactly(1L, 2L);
        assertThat(drain(queue)).containsExactly(3L, -4L, 8L);
    }

    @Test
    void conflateKeepsTheNewestOfEachKeyWithAGapInThePlaceOfTheReplaced() {
        EventQueue queue = queue(OverflowPolicy.CONFLATE, 10);

        queue.offer(event("a", 1));
        queue.offer(event("b", 2));
        queue.offer(event("c", 3));
        queue.offer(event("b", 4));
        queue.offer(event("d", 5));
        queue.offer(event("b", 6));

        assertThat(drain(queue)).containsExactly(1L, -1L, 3L, -1L, 5L, 6L);
    }

    @Test
    void conflateMergesGapsOfNeighbours() {
        EventQueue queue = queue(OverflowPolicy.CONFLATE, 10);

        for (int i = 0; i < 1000; i++) {
            queue.offer(event("a", i));
        }
        queue.offer(event("b", 1000));

        assertThat(drain(queue)).containsExactly(-999L, 999L, 1000L);
    }

    @Test
    void conflateTellsTopicsApart() {
        EventQueue queue = queue(OverflowPolicy.CONFLATE, 10);
        HubTopic other = new HubTopic("photo.progress", "photo.v1.Progress");

        queue.offer(event("a", 1));
        queue.offer(event(other, "a", 2, 0));

        assertThat(drain(queue)).containsExactly(1L, 2L);
    }

    @Test
    void conflateDropsTheOldestOfTooManyKeys() {
        EventQueue queue = queue(OverflowPolicy.CONFLATE, 2);

        for (int i = 0; i < 5; i++) {
            queue.offer(event("key " + i, i));
        }

        assertThat(drain(queue)).containsExactly(-3L, 3L, 4L);
    }

    @Test
    void blockTakesNothingWhenFull() {
        EventQueue queue = queue(OverflowPolicy.BLOCK, 2);
        queue.offer(event(1));
        queue.offer(event(2));

        assertThat(queue.offer(event(3))).isEqualTo(Offer.FULL);

        assertThat(queue.counts().offered()).isEqualTo(2);
        assertThat(drain(queue)).containsExactly(1L, 2L);
    }

    @Test
    void disconnectClosesWhenFull() {
        EventQueue queue = queue(OverflowPolicy.DISCONNECT, 2);
        queue.offer(event(1));
        queue.offer(event(2));

        assertThat(queue.offer(event(3))).isEqualTo(Offer.OVERFLOW);

        assertThat(queue.offer(event(4))).isEqualTo(Offer.CLOSED);
        assertThat(queue.isClosed()).isTrue();
        assertThat(drain(queue)).isEmpty();
        assertThat(queue.counts()).isEqualTo(new EventCounts(2, 0, 0, 0, 2));
    }

    @ParameterizedTest
    @EnumSource(OverflowPolicy.class)
    void oneEventMayWaitHoweverLarge(OverflowPolicy policy) {
        EventQueue queue = new EventQueue(policy, 1024, 1);

        assertThat(queue.offer(event("a", 1))).isEqualTo(Offer.QUEUED_FIRST);

        assertThat(drain(queue)).containsExactly(1L);
    }

    @Test
    void bytesMakeRoomForALargeEventByDroppingAsManyAsItTakes() {
        int cost = event(0).costBytes();
        EventQueue queue = new EventQueue(OverflowPolicy.DROP_OLDEST, 1024, 4L * cost);
        for (int i = 1; i <= 4; i++) {
            queue.offer(event(i));
        }

        queue.offer(event(Events.TOPIC, "", 5, 2 * cost));

        assertThat(drain(queue)).containsExactly(-3L, 4L, 5L);
    }

    @ParameterizedTest
    @EnumSource(OverflowPolicy.class)
    void wakesOncePerTimeThatItWasEmpty(OverflowPolicy policy) {
        EventQueue queue = queue(policy, 3);
        EventBatch batch = batch(2);

        assertThat(queue.offer(event("a", 1))).isEqualTo(Offer.QUEUED_FIRST);
        assertThat(queue.offer(event("b", 2))).isEqualTo(Offer.QUEUED);
        assertThat(queue.offer(event("c", 3))).isEqualTo(Offer.QUEUED);
        queue.take(batch, PLENTY);
        assertThat(batch.isLast()).isFalse();
        assertThat(queue.offer(event("d", 4))).isEqualTo(Offer.QUEUED);
        queue.take(batch, PLENTY);
        assertThat(batch.isLast()).isTrue();
        assertThat(queue.offer(event("e", 5))).isEqualTo(Offer.QUEUED_FIRST);
    }

    @Test
    void aGapAloneIsSomethingThatWaits() {
        EventQueue queue = queue(OverflowPolicy.DROP_NEWEST, 2);
        for (int i = 1; i <= 4; i++) {
            queue.offer(event(i));
        }
        EventBatch batch = batch(2);

        queue.take(batch, PLENTY);

        assertThat(batch.isLast()).isFalse();
        assertThat(queue.size()).isZero();
        assertThat(queue.offer(event(5))).isEqualTo(Offer.QUEUED);
        assertThat(drain(queue)).containsExactly(-2L, 5L);
    }

    @Test
    void aBudgetLimitsEventsButNotGaps() {
        EventQueue queue = queue(OverflowPolicy.DROP_OLDEST, 3);
        for (int i = 1; i <= 5; i++) {
            queue.offer(event(i));
        }
        int wire = Events.wireBytes(event(0));
        EventBatch batch = batch(64);

        queue.take(batch, 0);
        assertThat(shown(batch)).containsExactly(-2L);
        assertThat(batch.missingBytes()).isEqualTo(wire);
        queue.take(batch, 2L * wire + 1);
        assertThat(shown(batch)).containsExactly(3L, 4L);
        assertThat(batch.usedBytes()).isEqualTo(2L * wire);
        assertThat(batch.missingBytes()).isEqualTo(wire);
        assertThat(batch.isLast()).isFalse();
        queue.take(batch, wire);
        assertThat(shown(batch)).containsExactly(5L);
        assertThat(batch.missingBytes()).isZero();
        assertThat(batch.isLast()).isTrue();
    }

    @Test
    void publishersAreToldOfRoomInOrderAndOnce() {
        EventQueue queue = queue(OverflowPolicy.BLOCK, 2);
        queue.offer(event(1));
        queue.offer(event(2));
        List<String> told = new ArrayList<>();
        Runnable first = () -> told.add("first");
        Runnable third = () -> told.add("third");
        int wire = Events.wireBytes(event(0));

        assertThat(queue.whenRoom(event(3), first)).isTrue();
        assertThat(queue.whenRoom(event(3), () -> told.add("second"))).isTrue();
        assertThat(queue.whenRoom(event(3), third)).isTrue();
        assertThat(queue.whenRoom(event(3), first)).isTrue();
        queue.forget(third);
        queue.take(batch(64), wire);
        assertThat(told).containsExactly("first");
        assertThat(queue.offer(event(3))).isEqualTo(Offer.QUEUED);
        queue.take(batch(64), wire);
        queue.take(batch(64), wire);

        assertThat(told).containsExactly("first", "second");
    }

    @Test
    void allPublishersAreToldWhenNothingWaitsAnyMore() {
        EventQueue queue = queue(OverflowPolicy.BLOCK, 1);
        queue.offer(event(1));
        List<Integer> told = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int publisher = i;
            queue.whenRoom(event(2), () -> told.add(publisher));
        }

        queue.take(batch(64), PLENTY);

        assertThat(told).containsExactly(0, 1, 2);
    }

    @Test
    void nobodyWaitsForRoomThatIsThere() {
        EventQueue queue = queue(OverflowPolicy.BLOCK, 1);

        assertThat(queue.whenRoom(event(1), () -> {})).isFalse();
        queue.offer(event(1));
        queue.close();
        assertThat(queue.whenRoom(event(1), () -> {})).isFalse();
    }

    @Test
    void aPublisherMayOfferWhileItIsToldOfRoom() {
        EventQueue queue = queue(OverflowPolicy.BLOCK, 1);
        queue.offer(event(1));
        List<Offer> offers = new ArrayList<>();
        queue.whenRoom(event(2), () -> offers.add(queue.offer(event(2))));

        queue.take(batch(64), PLENTY);

        assertThat(offers).containsExactly(Offer.QUEUED_FIRST);
        assertThat(drain(queue)).containsExactly(2L);
    }

    @Test
    void closingDropsWhatWaitsAndTellsPublishers() {
        EventQueue queue = queue(OverflowPolicy.BLOCK, 1);
        queue.offer(event(1));
        List<Offer> offers = new ArrayList<>();
        queue.whenRoom(event(2), () -> offers.add(queue.offer(event(2))));

        queue.close();
        queue.close();

        assertThat(offers).containsExactly(Offer.CLOSED);
        assertThat(drain(queue)).isEmpty();
        assertThat(queue.counts()).isEqualTo(new EventCounts(1, 0, 0, 0, 1));
    }

    @Test
    void eventsThatWereKeptAreCountedApart() {
        EventQueue queue = queue(OverflowPolicy.DROP_OLDEST, 3);
        for (int i = 1; i <= 3; i++) {
            queue.offer(event(i).asRetained());
        }

        queue.offer(event(4));
        queue.offer(event(5));

        assertThat(drain(queue)).containsExactly(-2L, 3L, 4L, 5L);
        assertThat(queue.retainedCounts()).isEqualTo(new EventCounts(3, 1, 2, 0, 0));
        assertThat(queue.liveCounts()).isEqualTo(new EventCounts(2, 2, 0, 0, 0));
    }

    @Test
    void refusesLimitsOfNothing() {
        assertThatThrownBy(() -> queue(OverflowPolicy.BLOCK, 0)).hasMessageContaining("maxMessages");
        assertThatThrownBy(() -> batch(1)).hasMessage("capacity: 1 (expected: >= 2)");
    }
}
