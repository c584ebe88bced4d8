package dev.loopline.internal.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.loopline.Role;
import dev.loopline.StatusException;
import dev.loopline.TopicLimits;
import dev.loopline.internal.observe.HubObserver;
import dev.loopline.topic.OverflowPolicy;
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
    private final HubPeer publisher = HubPeer.client("p", "", Role.FULL, Runnable::run, 1 << 20);
    private final HubPeer subscriber = HubPeer.client("s", "", Role.FULL, Runnable::run, 1 << 20);
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
        HubPeer again = HubPeer.client("s2", "", Role.FULL, Runnable::run, 1 << 20);
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
        HubPeer other = HubPeer.client("o", "", Role.named("other").maySubscribe("photo.>"), Runnable::run, 1 << 20);

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
        return hub.topics(NAME).get(0).getSubscriptions();
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

    // ---- limits

    private static Hub small(AtomicLong clock) {
        return new Hub(new TopicLimits(10, 512, 256, 1 << 20, 3, Duration.ofSeconds(60)), clock::get, HubObserver.NONE);
    }

    private void leave(Hub at, HubPeer peer, String name) {
        LiveTopic left = at.open(peer, name, TYPE, true);
        at.publish(left, Events.event(left, "", 1, 0), full);
        at.release(left);
    }

    @Test
    void whoInventsKeptTopicsKeepsNobodyFromPublishingAndTakesNothingFromOthers() {
        Hub few = small(nanos);
        HubPeer inventive = HubPeer.client("i", "", Role.named("inventive").mayPublish("i.>"), Runnable::run, 1 << 20);
        leave(few, publisher, "photo.first");
        for (int i = 0; i < 1_000; i++) {
            leave(few, inventive, "i." + i);
        }

        leave(few, publisher, "photo.second");
        few.open(publisher, "photo.third", TYPE, false);

        assertThat(few.topics("photo.>"))
                .extracting(info -> info.getTopic().getName())
                .containsExactly("photo.first", "photo.second", "photo.third");
        assertThat(few.topics("i.>"))
                .extracting(info -> info.getTopic().getName())
                .containsExactly("i.994", "i.995", "i.996", "i.997", "i.998", "i.999")
                .doesNotContain("i.993");
        assertThat(few.figures().retained()).isEqualTo(8);
    }

    @Test
    void aTopicThatSomebodyPublishesToIsNeverLetGo() {
        Hub few = small(nanos);
        for (int i = 0; i < 9; i++) {
            few.open(publisher, "photo." + i, TYPE, true);
        }

        assertThatExceptionOfType(StatusException.class)
                .isThrownBy(() -> few.open(publisher, "photo.more", TYPE, true))
                .withMessageContaining("TopicLimits");
    }

    @Test
    void aTopicThatIsPublishedToAgainIsNotLeft() {
        Hub few = small(nanos);
        leave(few, publisher, "photo.again");
        few.open(publisher, "photo.again", TYPE, true);
        for (int i = 0; i < 20; i++) {
            leave(few, publisher, "photo." + i);
        }

        assertThat(few.topics("photo.again")).hasSize(1);
    }

    @Test
    void moreLostSubscriptionsThanTheLimitAreForgottenInTheOrderInWhichTheyWereLost() {
        Hub few = small(nanos);
        List<HubSubscription> lost = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Taking feed = new Taking();
            HubSubscription made = few.subscribe(subscriber, WANTED, feed);
            few.lose(made, feed);
            lost.add(made);
        }

        assertThat(lost)
                .extracting(made -> few.resume(subscriber, made.resumeId(), WANTED, new Taking()) != null)
                .containsExactly(false, false, true, true, true);
    }

    @Test
    void theHubsOwnTopicsAreListedByTheirOwnNamesOnly() {
        assertThat(hub.topics(">"))
                .extracting(info -> info.getTopic().getName())
                .containsExactly(NAME);
        assertThat(hub.topics("loopline.>"))
                .extracting(info -> info.getTopic().getName())
                .containsExactly("loopline.presence");
    }

    @Test
    void whoIsRefusedAgainAndAgainAsksLessAndLessOften() {
        Refusals refusals = new Refusals();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            refusals.count();
            pauses.add(refusals.millis());
        }
        refusals.forget();

        assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L, 640L, 640L);
        assertThat(refusals.isNone()).isTrue();
    }
}
