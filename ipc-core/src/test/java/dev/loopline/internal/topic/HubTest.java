package dev.loopline.internal.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.loopline.Role;
import dev.loopline.StatusException;
import dev.loopline.TopicLimits;
import dev.loopline.internal.observe.HubObserver;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.TopicPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
    private static final String NAME = "photo.progress";
    private static final String TYPE = "photo.v1.Progress";
    private static final HubSubscription.Wanted WANTED = wanted(OverflowPolicy.DROP_OLDEST, 100);

    private final AtomicLong nanos = new AtomicLong();
    private final Hub hub = new Hub(TopicLimits.DEFAULT, nanos::get, HubObserver.NONE);
    private final HubPeer publisher = HubPeer.client("p", "", Role.FULL);
    private final HubPeer subscriber = HubPeer.client("s", "", Role.FULL);
    private final List<HubSubscription> full = new ArrayList<>();
    private final LiveTopic topic = hub.open(publisher, NAME, TYPE, true);

    /** Takes what waits when it is asked. */
    private static final class Taking implements Feed {
        private EventQueue queue;

        @Override
        public void attached(EventQueue to) {
            queue = to;
        }

        @Override
        public void wake() {
            // asked by the test
        }

        List<Long> numbers() {
            return Events.drain(queue);
        }
    }

    private static HubSubscription.Wanted wanted(OverflowPolicy overflow, int messages) {
        return new HubSubscription.Wanted("photo.>", TYPE, overflow, messages, 1 << 20, false);
    }

    private void publish(long number) {
        hub.publish(topic, Events.event(topic, "", number, 0), full);
    }

    @Test
    void aSubscriptionThatComesBackKnowsWhatItWasOffered() {
        Taking first = new Taking();
        Taking second = new Taking();
        HubSubscription made = hub.subscribe(subscriber, WANTED, first);
        publish(1);
        hub.lose(made, first);
        publish(2);

        HubSubscription back = hub.resume(subscriber, made.resumeId(), WANTED, second);
        publish(3);

        assertThat(back).isSameAs(made);
        assertThat(made.offeredBefore()).isEqualTo(2);
        assertThat(second.numbers()).containsExactly(3L);
    }

    @Test
    void aClientThatIsBackBeforeItsLossWasNoticedGoesOnWhereItWas() {
        Taking first = new Taking();
        Taking second = new Taking();
        HubPeer again = HubPeer.client("s2", "", Role.FULL);
        HubSubscription made = hub.subscribe(subscriber, WANTED, first);
        publish(1);

        HubSubscription back = hub.resume(again, made.resumeId(), WANTED, second);
        publish(2);
        hub.lose(made, first); // only now
        hub.unsubscribe(made, first);
        publish(3);

        assertThat(back).isSameAs(made);
        assertThat(made.offeredBefore()).isEqualTo(1);
        assertThat(first.numbers()).isEmpty();
        assertThat(second.numbers()).containsExactly(2L, 3L);
        assertThat(subscriber.subscriptions).hasValue(0);
        assertThat(again.subscriptions).hasValue(1);
    }

    @Test
    void nobodyComesBackAsAnother() {
        Taking feed = new Taking();
        HubSubscription made = hub.subscribe(subscriber, WANTED, feed);
        HubPeer other = HubPeer.client("o", "", Role.named("other").maySubscribe("photo.>"));

        assertThat(hub.resume(other, made.resumeId(), WANTED, new Taking())).isNull();
        assertThat(hub.resume(subscriber, made.resumeId(), wanted(OverflowPolicy.BLOCK, 100), new Taking()))
                .isNull();
        assertThat(hub.resume(subscriber, made.resumeId() + 1, WANTED, new Taking()))
                .isNull();
        hub.lose(made, feed);
        assertThat(hub.resume(other, made.resumeId(), WANTED, new Taking())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost", "ended", "back"})
    void whoWaitsForRoomIsToldWithoutALock(String how) {
        Taking feed = new Taking();
        HubSubscription made = hub.subscribe(subscriber, wanted(OverflowPolicy.BLOCK, 1), feed);
        publish(1);
        publish(2);
        assertThat(full).containsExactly(made);
        List<Boolean> locked = new ArrayList<>();
        assertThat(made.queue()
                        .whenRoom(
                                Events.event(topic, "", 2, 0),
                                () -> locked.add(Thread.holdsLock(hub)
                                        || Thread.holdsLock(made)
                                        || topic.lock.isHeldByCurrentThread())))
                .isTrue();

        switch (how) {
            case "lost" -> hub.lose(made, feed);
            case "ended" -> hub.unsubscribe(made, feed);
            default -> hub.resume(subscriber, made.resumeId(), made.wanted(), new Taking());
        }

        assertThat(locked).containsExactly(false);
    }

    @Test
    void aSubscriptionThatNobodyComesBackForIsForgotten() {
        Taking feed = new Taking();
        HubSubscription made = hub.subscribe(subscriber, WANTED, feed);
        hub.lose(made, feed);
        assertThat(subscriptions()).isEqualTo(1);

        nanos.addAndGet(Duration.ofSeconds(60).toNanos());

        assertThat(subscriptions()).isZero();
        assertThat(hub.resume(subscriber, made.resumeId(), WANTED, new Taking()))
                .isNull();
    }

    private int subscriptions() {
        return hub.topics(TopicPattern.ofAnyType(NAME)).get(0).getSubscriptions();
    }

    @Test
    void e09SubscriptionsThatAreLostAndComeBackLeaveNothing() {
        for (int i = 0; i < 100_000; i++) {
            Taking first = new Taking();
            Taking second = new Taking();
            HubSubscription made = hub.subscribe(subscriber, WANTED, first);
            hub.lose(made, first);
            if (i % 2 == 0) {
                hub.resume(subscriber, made.resumeId(), WANTED, second);
                hub.unsubscribe(made, second);
            } else {
                nanos.addAndGet(Duration.ofSeconds(61).toNanos());
            }
        }

        assertThat(subscriptions()).isZero();
        assertThat(hub.open(publisher, "photo.new", TYPE, false).subscriptions())
                .as("found by the trie")
                .isEmpty();
        assertThat(subscriber.subscriptions).hasValue(0);
    }

    @Test
    void anEventThatCannotBeKeptReachesNobody() {
        Taking feed = new Taking();
        hub.subscribe(subscriber, WANTED, feed);
        for (int i = 0; i < RetainedEvents.MAX_KEYS; i++) {
            hub.publish(topic, new HubEvent(topic, Integer.toString(i).getBytes(UTF_8), new byte[8], false), full);
        }
        feed.numbers();

        assertThatExceptionOfType(StatusException.class)
                .isThrownBy(() -> hub.publish(topic, Events.event(topic, "one more", 1, 0), full))
                .withMessageContaining("maxRetainedBytes");
        assertThat(feed.numbers()).isEmpty();
    }
}
