package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.PeerState;
import dev.loopline.topic.Gap;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.Presence;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicChannel.Published;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events between processes that are all in this one, over real sockets. */
class TopicTest extends SystemFixture {
    private static final Topic<EchoMessage> PROGRESS = Topic.of("photo.progress", EchoMessage.getDefaultInstance());

    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();

    @Test
    void anEventReachesSubscribersInOtherProcessesAndInTheHub() {
        IpcServer hub = later(server("hub").start());
        IpcClient publisher = later(client("hub").connect());
        IpcClient subscriber = later(client("hub").connect());
        subscriber.topic(PROGRESS).subscribe(event -> received.add("remote " + text(event)));
        hub.topic(PROGRESS).subscribe(event -> received.add("local " + text(event)));

        Published became = publisher.topic(PROGRESS).publish(event("half"));

        assertThat(became).isEqualTo(Published.QUEUED);
        await().until(() -> received.size() == 2);
        assertThat(received).containsExactlyInAnyOrder("remote half", "local half");
    }

    @Test
    void theHubPublishesItself() {
        IpcServer hub = later(server("hub").start());
        IpcClient subscriber = later(client("hub").connect());
        Subscription subscription = subscriber.topic(PROGRESS).subscribe(event -> received.add(text(event)));

        Published became = hub.topic(PROGRESS).publish(event("done"));

        assertThat(became).isEqualTo(Published.TAKEN);
        await().until(() -> subscription.delivered() == 1);
        assertThat(received).containsExactly("done");
    }

    @Test
    void eventsOfOnePublisherStayInOrderAndNoneIsMissing() {
        later(server("hub").start());
        IpcClient publisher = later(client("hub").connect());
        IpcClient subscriber = later(client("hub").connect());
        Subscription subscription = subscriber
                .topic(PROGRESS)
                .subscribe(
                        SubscriptionOptions.DEFAULT.withOverflow(OverflowPolicy.BLOCK),
                        event -> received.add(text(event)));
        TopicChannel<EchoMessage> channel = publisher.topic(PROGRESS);

        for (int i = 0; i < 20_000; i++) {
            channel.publish(event(Integer.toString(i)));
        }

        await().until(() -> subscription.delivered() == 20_000);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            expected.add(Integer.toString(i));
        }
        assertThat(received).containsExactlyElementsOf(expected);
        assertThat(subscription.missed()).isZero();
    }

    @Test
    void aReceiptTellsHowManySubscriptionsThereWere() throws Exception {
        IpcServer hub = later(server("hub").start());
        IpcClient publisher = later(client("hub").connect());
        hub.topic(PROGRESS).subscribe(event -> {});
        publisher.topic(PROGRESS).subscribe(event -> {});

        TopicChannel.Receipt receipt =
                publisher.topic(PROGRESS).publishConfirmed(event("x")).get(10, TimeUnit.SECONDS);

        assertThat(receipt.subscriptions()).isEqualTo(2);
    }

    @Test
    void wildcardsMatchTopicsThatDidNotExistYet() {
        IpcServer hub = later(server("hub").start());
        IpcClient subscriber = later(client("hub").connect());
        Queue<TopicEvent<EchoMessage>> events = new ConcurrentLinkedQueue<>();
        subscriber.subscribe(
                TopicPattern.of("photo.*.done", EchoMessage.getDefaultInstance()),
                SubscriptionOptions.DEFAULT,
                events::add);

        hub.topic(Topic.of("photo.a.done", EchoMessage.getDefaultInstance())).publish(event("a"));
        hub.topic(Topic.of("photo.a.begun", EchoMessage.getDefaultInstance())).publish(event("no"));
        hub.topic(Topic.of("photo.b.done", EchoMessage.getDefaultInstance())).publish(event("b"));

        await().until(() -> events.size() == 2);
        assertThat(events).extracting(TopicEvent::topic).containsExactly("photo.a.done", "photo.b.done");
        assertThat(events).extracting(TopicEvent::type).containsOnly("loopline.echo.v1.EchoMessage");
    }

    @Test
    void aSubscriptionOfAnyTypeGetsTheBytes() {
        IpcServer hub = later(server("hub").start());
        IpcClient subscriber = later(client("hub").connect());
        Queue<TopicEvent<ByteString>> events = new ConcurrentLinkedQueue<>();
        subscriber.subscribe(TopicPattern.ofAnyType(">"), SubscriptionOptions.DEFAULT, events::add);

        hub.topic(PROGRESS).publish(event("x"));

        await().until(() -> events.size() == 1);
        assertThat(events.element().message()).isEqualTo(event("x").toByteString());
    }

    @Test
    void whatIsKeptComesFirstOfEachKey() {
        IpcServer hub = later(server("hub").start());
        Topic<EchoMessage> keyed =
                PROGRESS.retained().keyedBy(event -> text(event).substring(0, 1));
        hub.topic(keyed).publish(event("a1"));
        hub.topic(keyed).publish(event("b1"));
        hub.topic(keyed).publish(event("a2"));
        IpcClient late = later(client("hub").connect());
        Queue<TopicEvent<EchoMessage>> events = new ConcurrentLinkedQueue<>();

        late.subscribe(keyed.asPattern(), SubscriptionOptions.DEFAULT.withRetained(), events::add);
        hub.topic(keyed).publish(event("b2"));

        await().until(() -> events.size() == 3);
        assertThat(events).extracting(event -> text(event.message())).containsExactly("b1", "a2", "b2");
        assertThat(events).extracting(TopicEvent::isRetained).containsExactly(true, true, false);
        assertThat(events).extracting(TopicEvent::key).containsExactly("b", "a", "b");
    }

    @Test
    void aSlowSubscriberIsToldHowManyItMissed() throws InterruptedException {
        IpcServer hub = later(server("hub").start());
        IpcClient subscriber = later(client("hub").connect());
        CountDownLatch goOn = new CountDownLatch(1);
        Subscription subscription = subscriber
                .topic(PROGRESS)
                .subscribe(SubscriptionOptions.DEFAULT.withQueue(10, 1 << 20).onGap(gaps::add), event -> {
                    hold(goOn);
                    received.add(text(event));
                });
        TopicChannel<EchoMessage> channel = hub.topic(PROGRESS);

        for (int i = 0; i < 50_000; i++) {
            channel.publish(event(Integer.toString(i)));
        }
        goOn.countDown();

        await().until(() -> subscription.delivered() + subscription.missed() == 50_000);
        assertThat(subscription.missed()).isPositive();
        assertThat(gaps).extracting(Gap::cause).containsOnly(Gap.Cause.OVERFLOW);
        assertThat(received).contains("49999");
        int before = -1;
        for (String text : received) {
            assertThat(Integer.parseInt(text)).isGreaterThan(before);
            before = Integer.parseInt(text);
        }
    }

    @Test
    void blockMakesThePublisherWait() throws InterruptedException {
        later(server("hub").start());
        IpcClient publisher = later(client("hub").connect());
        IpcClient subscriber = later(client("hub").connect());
        CountDownLatch goOn = new CountDownLatch(1);
        Subscription subscription = subscriber
                .topic(PROGRESS)
                .subscribe(
                        SubscriptionOptions.DEFAULT
                                .withOverflow(OverflowPolicy.BLOCK)
                                .withQueue(10, 1 << 20),
                        event -> hold(goOn));
        TopicChannel<EchoMessage> channel = publisher.topic(PROGRESS);
        channel.publish(event("first"));

        int published = 1;
        while (channel.tryPublish(event("more")) == Published.QUEUED && published < 1_000_000) {
            published++;
        }
        goOn.countDown();

        assertThat(published).isLessThan(1_000_000);
        int all = published;
        await().until(() -> subscription.delivered() == all);
        assertThat(subscription.missed()).isZero();
    }

    @Test
    void disconnectEndsTheSubscriptionOnly() {
        IpcServer hub = later(server("hub").start());
        IpcClient subscriber = later(client("hub").connect());
        CountDownLatch goOn = new CountDownLatch(1);
        Queue<String> ends = new ConcurrentLinkedQueue<>();
        Subscription subscription = subscriber
                .topic(PROGRESS)
                .subscribe(
                        SubscriptionOptions.DEFAULT
                                .withOverflow(OverflowPolicy.DISCONNECT)
                                .withQueue(10, 1 << 20)
                                .onEnd(status -> ends.add(status.reason())),
                        event -> hold(goOn));
        TopicChannel<EchoMessage> channel = hub.topic(PROGRESS);

        for (int i = 0; i < 50_000; i++) {
            channel.publish(event("x"));
        }
        goOn.countDown();

        await().until(() -> !ends.isEmpty());
        assertThat(ends).containsExactly("SLOW_SUBSCRIBER");
        assertThat(subscription.isOpen()).isFalse();
        assertThat(subscriber.isOpen()).isTrue();
    }

    @Test
    void anotherTypeIsRefusedNamingBoth() {
        IpcServer hub = later(server("hub").start());
        hub.topic(PROGRESS).publish(event("x"));
        IpcClient other = later(client("hub").connect());
        Topic<Summary> wrong = Topic.of("photo.progress", Summary.getDefaultInstance());

        assertThatThrownBy(() -> other.topic(wrong).publish(Summary.getDefaultInstance()))
                .isInstanceOfSatisfying(StatusException.class, failure -> {
                    assertThat(failure.reason()).isEqualTo("TOPIC_TYPE");
                    assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
                })
                .hasMessageContaining("loopline.echo.v1.EchoMessage")
                .hasMessageContaining("loopline.echo.v1.Summary");
        assertThatThrownBy(() -> other.topic(wrong).subscribe(event -> {}))
                .isInstanceOfSatisfying(StatusException.class, failure -> assertThat(failure.reason())
                        .isEqualTo("TOPIC_TYPE"));
        assertThatThrownBy(() -> other.topic(wrong)
                        .publishConfirmed(Summary.getDefaultInstance())
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StatusException.class);
    }

    @Test
    void aHandlerThatThrowsIsGivenTheNextEvent() {
        IpcServer hub = later(server("hub").start());
        IpcClient subscriber = later(client("hub").connect());
        Subscription subscription = subscriber.topic(PROGRESS).subscribe(event -> {
            received.add(text(event));
            throw new IllegalStateException("a handler's own failure");
        });

        hub.topic(PROGRESS).publish(event("1"));
        hub.topic(PROGRESS).publish(event("2"));

        await().until(() -> received.size() == 2);
        assertThat(subscription.isOpen()).isTrue();
    }

    @Test
    void aClosedSubscriptionGetsNothing() {
        IpcServer hub = later(server("hub").start());
        IpcClient subscriber = later(client("hub").connect());
        Queue<String> others = new ConcurrentLinkedQueue<>();
        Subscription subscription = subscriber.topic(PROGRESS).subscribe(event -> received.add(text(event)));
        subscriber.topic(PROGRESS).subscribe(event -> others.add(text(event)));
        hub.topic(PROGRESS).publish(event("in time"));
        await().until(() -> received.size() == 1);

        subscription.close();
        hub.topic(PROGRESS).publish(event("late"));

        await().until(() -> hub.topics("photo.progress").get(0).getSubscriptions() == 1);
        hub.topic(PROGRESS).publish(event("later"));
        await().until(() -> others.size() == 3); // over the same connection
        assertThat(received).containsExactly("in time");
        assertThat(subscription.isOpen()).isFalse();
    }

    @Test
    void presenceTellsWhoComesAndGoes() {
        IpcServer hub = later(server("hub").start());
        Queue<Peer> told = new ConcurrentLinkedQueue<>();
        IpcClient first = later(client("hub").connect());
        await().until(() -> hub.peers().size() == 1);
        hub.subscribe(
                Presence.TOPIC.asPattern(),
                SubscriptionOptions.DEFAULT.withRetained(),
                event -> told.add(event.message()));
        IpcClient second = client("hub").connect();
        await().until(() -> told.size() == 2);

        second.close();

        await().until(() -> told.size() == 3);
        List<Peer> all = List.copyOf(told);
        assertThat(all).extracting(Peer::getState).containsExactly(PeerState.JOINED, PeerState.JOINED, PeerState.LEFT);
        assertThat(all.get(2).getReason()).isEqualTo("GOODBYE");
        assertThat(all.get(2).getSessionId()).isEqualTo(all.get(1).getSessionId());
        assertThat(first.peers())
                .extracting(Peer::getSessionId)
                .containsExactly(first.peer().sessionId());
    }

    @Test
    void aClientThatPublishesAndIsClosedLosesNothing() {
        IpcServer hub = later(server("hub").start());
        Subscription subscription = hub.topic(PROGRESS)
                .subscribe(
                        SubscriptionOptions.DEFAULT.withQueue(100_000, 1L << 30), event -> received.add(text(event)));
        try (IpcClient publisher = client("hub").connect()) {
            TopicChannel<EchoMessage> channel = publisher.topic(PROGRESS);
            for (int i = 0; i < 10_000; i++) {
                channel.publish(event("x"));
            }
        }

        await().until(() -> subscription.delivered() == 10_000);
        assertThat(subscription.missed()).isZero();
    }

    @Test
    void onlyTheHubPublishesUnderItsOwnName() {
        later(server("hub").start());
        IpcClient client = later(client("hub").connect());

        assertThatThrownBy(() -> client.topic(Presence.TOPIC).publish(Peer.getDefaultInstance()))
                .isInstanceOfSatisfying(StatusException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(StatusCode.PERMISSION_DENIED);
                    assertThat(failure.reason()).isEqualTo("TOPIC_RESERVED");
                });
    }

    private static EchoMessage event(String text) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(text))
                .build();
    }

    private static String text(EchoMessage event) {
        return event.getPayload().toStringUtf8();
    }

    private static void hold(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody lets this go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
