package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.CallLimits;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.TopicLimits;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.test.FaultProxy;
import dev.loopline.topic.LastWill;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many subscriptions and topics there can be, and that none is left behind. */
@Tag("one-java")
class TopicLimitsTest extends TopicFixture {
    private static final TopicPattern<EchoMessage> ALL = TopicPattern.of("t.>", EchoMessage.getDefaultInstance());

    private final Map<String, Long> last = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private void inOrder(TopicEvent<EchoMessage> event) {
        long number = number(event.message());
        Long before = last.put(event.topic(), number);
        if (number != (before == null ? 0 : before + 1)) {
            wrong.add(event.topic() + ": " + number + " behind " + before);
        }
    }

    private static void assertTooMany(ThrowingCallable code) {
        StatusException failure = failureOf(code);
        assertThat(failure.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
        assertThat(failure.reason()).isEqualTo("TOO_MANY_TOPICS");
        assertThat(failure).hasMessageContaining("TopicLimits");
    }

    private static int subscriptions(IpcServer hub, String name) {
        return hub.topics(name).stream()
                .mapToInt(topic -> topic.getSubscriptions())
                .sum();
    }

    @Test
    void oneSubscriptionMoreThanTheLimitIsRefusedAndTheOthersStand() {
        IpcServer hub = later(server("limit").start());
        IpcClient client = later(client("limit").connect());
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < TopicLimits.DEFAULT.maxSubscriptions(); i++) {
            all.add(client.subscribe(ALL, DEFAULT, event -> {}));
        }

        assertTooMany(() -> client.subscribe(ALL, DEFAULT, event -> {}));
        later(client("limit").connect()).subscribe(ALL, DEFAULT, event -> {});
        hub.topic(topic("t.x")).publish(event(0));

        await().until(() -> all.stream().allMatch(subscription -> subscription.delivered() == 1));
        all.get(0).close();
        await().until(() -> subscriptions(hub, "t.x") == 512);
        assertThat(client.subscribe(ALL, DEFAULT, event -> {}).isOpen()).isTrue();
    }

    @Test
    void subscriptionsTakeNoCallFromTheApplication() {
        later(server("calls")
                .service(Echoes.echo())
                .limits(CallLimits.DEFAULT.withMaxConcurrentCalls(1))
                .start());
        IpcClient client = later(client("calls").connect());
        for (int i = 0; i < 20; i++) {
            client.subscribe(ALL, DEFAULT, event -> {});
            client.topic(topic("t." + i)).publish(event(0));
        }

        assertThat(Echoes.call(client, "through")).isEqualTo("through");
    }

    @Test
    void oneLastWillMoreThanTheLimitIsRefused() {
        later(server("wills").start());
        IpcClient client = later(client("wills").connect());
        List<LastWill> wills = new ArrayList<>();
        for (int i = 0; i < TopicLimits.DEFAULT.maxPublishedTopics(); i++) {
            wills.add(client.leaveWill(topic("will." + i), event(i)));
        }

        assertTooMany(() -> client.leaveWill(topic("will.more"), event(0)));
        wills.get(0).close();

        await().ignoreException(StatusException.class).until(() -> {
            client.leaveWill(topic("will.more"), event(0)).close();
            return true;
        });
    }

    @Test
    void aClientPublishesToMoreTopicsThanItMayHaveOpenAndEachStaysInOrder() throws Exception {
        IpcServer hub = later(server("reopened").start());
        IpcClient client = later(client("reopened").connect());
        hub.subscribe(ALL, BLOCKING, this::inOrder);
        int topics = 75;
        int rounds = 20;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> publishers = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int first = thread * topics;
            publishers.add(threads.submit(() -> {
                List<TopicChannel<EchoMessage>> channels = new ArrayList<>();
                for (int i = 0; i < topics; i++) {
                    channels.add(client.topic(topic("t." + (first + i))));
                }
                for (int round = 0; round < rounds; round++) {
                    for (TopicChannel<EchoMessage> channel : channels) {
                        channel.publish(event(round));
                    }
                }
            }));
        }
        threads.shutdown();
        for (Future<?> publisher : publishers) {
            publisher.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
        }

        await().until(() -> !wrong.isEmpty()
                || (last.size() == 4 * topics && last.values().stream().allMatch(number -> number == rounds - 1)));
        assertThat(wrong).isEmpty();
        await().untilAsserted(() -> assertThat(hub.topics("t.>")).hasSizeLessThanOrEqualTo(200));
    }

    @Test
    void aTopicThatIsPublishedToWithoutPauseSurvivesThatItsStreamIsTakenFromIt() throws Exception {
        IpcServer hub = later(server("taken").start());
        IpcClient client = later(client("taken").connect());
        hub.subscribe(ALL, BLOCKING, this::inOrder);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        int many = 30_000;
        Future<?> hot = threads.submit(() -> {
            TopicChannel<EchoMessage> channel = client.topic(topic("t.hot"));
            for (int i = 0; i < many; i++) {
                channel.publish(event(i, 2_000));
            }
        });
        threads.shutdown();

        for (int i = 0; i < 2_000 && !hot.isDone(); i++) {
            client.topic(topic("cold." + i)).publish(event(0));
        }

        hot.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
        await().until(() -> last.get("t.hot") == many - 1);
        assertThat(wrong).isEmpty();
    }

    @Test
    void aTopicThatIsReopenedWaitsForWhatWasPublishedBefore() throws Exception {
        IpcServer hub = later(server("waits").start());
        IpcClient client = later(client("waits").connect());
        CountDownLatch goOn = new CountDownLatch(1);
        hub.subscribe(ALL, BLOCKING.withQueue(2, 1 << 20), event -> hold(goOn));
        hub.subscribe(ALL, BLOCKING, this::inOrder); // has room, and would see a later event ahead of those that wait
        TopicChannel<EchoMessage> channel = client.topic(topic("t.hot"));
        for (int i = 0; i < 200; i++) {
            channel.publish(event(i));
        }
        for (int i = 0; i < 200; i++) { // its stream is closed; the hub has not taken all of it
            client.topic(topic("cold." + i)).publish(event(0));
        }

        ExecutorService threads = Executors.newSingleThreadExecutor();
        Future<?> rest = threads.submit(() -> {
            for (int i = 200; i < 250; i++) {
                channel.publish(event(i));
            }
        });
        threads.shutdown();
        await().during(Duration.ofMillis(200)).until(() -> !rest.isDone());
        goOn.countDown();

        rest.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await().until(() -> last.get("t.hot") == 249);
        assertThat(wrong).isEmpty();
    }

    @Test
    void aClientThatPublishesToManyTopicsAndIsClosedLosesNothing() {
        IpcServer hub = later(server("closed").start());
        Subscription subscription = hub.subscribe(ALL, BLOCKING, this::inOrder);
        int topics = 300;
        int each = 100;
        try (IpcClient client = client("closed").connect()) {
            for (int i = 0; i < topics; i++) {
                TopicChannel<EchoMessage> channel = client.topic(topic("t." + i));
                for (int number = 0; number < each; number++) {
                    channel.publish(event(number, 500));
                }
            }
        }

        await().untilAsserted(() -> assertThat(subscription.delivered()).isEqualTo((long) topics * each));
        assertThat(wrong).isEmpty();
    }

    @Test
    void namesThatAPeerInventsAreBounded() {
        int max = 250;
        IpcServer hub = later(server("names")
                .limits(new TopicLimits(max, 512, 256, 1 << 20, 512, Duration.ofSeconds(60)))
                .start());
        IpcClient client = later(client("names").connect());
        IpcClient other = later(client("names").connect());
        for (int i = 0; i < 4 * max; i++) {
            client.topic(topic("passing." + i)).publish(event(i)); // nothing is kept: the name is forgotten
        }
        await().until(() -> hub.topics("passing.>").size() <= 200);
        int left = max - 1 - hub.topics(">").size(); // one is the hub's own
        for (int i = 0; i < left; i++) {
            hub.topic(topic("kept." + i).retained()).publish(event(i));
        }

        assertTooMany(() -> other.topic(topic("one.more")).publish(event(0)));
        assertTooMany(() -> hub.topic(topic("one.more")).publish(event(0)));
        assertThat(other.topic(topic("kept.0").retained()).publish(event(1))).isNotNull();
        assertThat(hub.topics(">")).hasSize(max - 1);
        client.close();

        await().untilAsserted(() -> assertThat(hub.topics("passing.>")).isEmpty());
        assertThat(other.topic(topic("one.more")).publish(event(0))).isNotNull();
    }

    @Test
    void aWildcardSubscriptionFollowsMoreTopicsThanItsStreamHasNumbersFor() {
        IpcServer hub = later(server("numbers").start());
        Queue<String> names = new ConcurrentLinkedQueue<>();
        later(client("numbers").connect()).subscribe(ALL, BLOCKING, event -> {
            names.add(event.topic());
            inOrder(event);
        });

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 2500; i++) {
                hub.topic(topic("t." + i)).publish(event(round));
            }
        }

        await().until(() -> names.size() == 5000);
        assertThat(wrong).isEmpty();
        assertThat(last).hasSize(2500);
    }

    @Test
    void aServerWithSubscriptionsDrainsWithoutWaiting() {
        IpcServer hub = later(server("drain").drainGrace(Duration.ofSeconds(30)).start());
        IpcClient client = later(client("drain").connect());
        for (int i = 0; i < 10; i++) {
            client.subscribe(ALL, BLOCKING, this::inOrder);
            client.topic(topic("t." + i)).publish(event(0));
            client.leaveWill(topic("will." + i), event(0));
        }

        long begin = System.nanoTime();
        hub.drain();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    // ---- nothing is left

    @Test
    void e09SubscriptionsAndConnectionsThatComeAndGoLeaveNothing() {
        comeAndGo(50_000, 2_000, 200, 5);
    }

    @Test
    @Tag("slow")
    @Timeout(900)
    void e09AMillionSubscriptionsAndAHundredThousandConnectionsLeaveNothing() {
        comeAndGo(1_000_000, 100_000, 100_000, 200);
    }

    /** A client that loses one connection after the other pauses in between, so many connections take many clients. */
    private void comeAndGo(int local, int remote, int connections, int losses) {
        IpcServer hub = later(server("e09").addressBinding(false).start());
        FaultProxy proxy = later(FaultProxy.to(hub.endpoint()));
        IpcClient client = later(IpcClient.to(proxy.endpoint()).connect());
        Topic<EchoMessage> topic = topic("t.stays");
        TopicChannel<EchoMessage> channel = hub.topic(topic);
        Subscription stays = client.topic(topic).subscribe(DEFAULT.onGap(gap -> {}), event -> {});
        channel.publish(event(0));
        for (int i = 0; i < local; i++) {
            hub.subscribe(ALL, DEFAULT, event -> {}).close();
        }
        for (int i = 0; i < remote; i++) {
            client.subscribe(ALL, DEFAULT, event -> {}).close();
        }
        await().until(() -> subscriptions(hub, "t.stays") == 1);

        for (int i = 0; i < connections; i++) {
            try (IpcClient other = IpcClient.to(hub.endpoint()).connect()) {
                var unused = other.topic(topic).subscribe(DEFAULT.onGap(gap -> {}), event -> {});
            }
        }
        await().until(() -> hub.peers().size() == 1);

        long published = 1;
        for (int i = 0; i < losses; i++) {
            proxy.resetConnections();
            channel.publish(event(published++));
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> client.isOpen() && hub.peers().size() == 1);
        }

        long all = published;
        await().until(() -> stays.delivered() + stays.missed() == all);
        assertThat(subscriptions(hub, "t.stays")).isEqualTo(1);
        assertThat(hub.peers()).hasSize(1);
        hub.topic(topic("t.new")).publish(event(0));
        assertThat(subscriptions(hub, "t.new")).as("patterns that are left").isZero();
    }
}
