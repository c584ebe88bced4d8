package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.EventBus;
import dev.loopline.topic.Gap;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Publishers and subscribers that come and go at once. */
class TopicRacesTest extends TopicFixture {
    private static final int KEYS = 2;
    private static final int LOCAL_RACES = 98_000;
    private static final int REMOTE_RACES = 2_000;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** What one subscription to kept events sees: for each key a value, then all that follow. */
    private final class Viewer {
        private final long[] last = new long[KEYS];
        private final AtomicInteger live = new AtomicInteger();
        private long told; // as missing, and not seen to be missing yet

        Viewer() {
            Arrays.fill(last, -1);
        }

        void miss(Gap gap) {
            told += gap.count();
        }

        void see(TopicEvent<EchoMessage> event) {
            int key = Integer.parseInt(event.key());
            long number = number(event.message());
            boolean first = last[key] < 0;
            told -= first ? 0 : number - last[key] - 1;
            if (first != event.isRetained() || (!first && number <= last[key]) || told < 0) {
                wrong.add("key " + key + ": " + number + " behind " + last[key] + ", kept: " + event.isRetained());
            }
            last[key] = number;
            if (!event.isRetained()) {
                live.incrementAndGet();
            }
        }
    }

    @Test
    void whatIsKeptIsFollowedByAllThatIsPublishedWhileOthersPublish() throws Exception {
        IpcServer hub = later(server("races").start());
        IpcClient publisher = later(client("races").connect());
        IpcClient subscriber = later(client("races").connect());
        AtomicBoolean goOn = new AtomicBoolean(true);
        AtomicLong published = new AtomicLong();
        List<Future<?>> publishers = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            String name = Integer.toString(key);
            Topic<EchoMessage> topic = topic("kept").retained().keyedBy(event -> name);
            TopicChannel<EchoMessage> channel = (key == 0 ? publisher : hub).topic(topic);
            channel.publishConfirmed(event(0)).get(10, TimeUnit.SECONDS);
            publishers.add(threads.submit(() -> {
                for (long number = 1; goOn.get(); number++) {
                    channel.publish(event(number));
                    if (published.incrementAndGet() % 8 == 0) {
                        LockSupport.parkNanos(1000); // the races are with those who subscribe
                    }
                }
            }));
        }

        Future<?> remote = threads.submit(() -> race(subscriber, REMOTE_RACES));
        race(hub, LOCAL_RACES);
        remote.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
        goOn.set(false);
        for (Future<?> each : publishers) {
            each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        threads.shutdown();

        assertThat(wrong).isEmpty();
        assertThat(published.get()).as("published meanwhile").isGreaterThan(1000);
        await().untilAsserted(() ->
                assertThat(hub.topics("kept").get(0).getSubscriptions()).isZero());
    }

    private void race(EventBus bus, int times) {
        SubscriptionOptions options =
                DEFAULT.withQueue(1 << 16, 1 << 28).withRetained().on(Runnable::run);
        for (int i = 0; i < times && wrong.isEmpty(); i++) {
            Viewer viewer = new Viewer();
            try (Subscription subscription =
                    bus.subscribe(topic("kept").asPattern(), options.onGap(viewer::miss), viewer::see)) {
                if (i % 1000 == 0) {
                    await().until(() -> viewer.live.get() > 10 && subscription.isOpen());
                }
            }
        }
    }

    @Test
    void eventsOfEachPublisherStayInOrderForEachSubscriber() throws Exception {
        IpcServer hub = later(server("order").start());
        IpcClient first = later(client("order").connect());
        IpcClient second = later(client("order").connect());
        IpcClient third = later(client("order").connect());
        Topic<EchoMessage> topic = topic("order");
        List<EventBus> buses = List.of(hub, hub.connections().get(0), first, second, third);
        int each = 5_000;
        List<AtomicInteger> counts = new ArrayList<>();
        for (EventBus bus : buses) {
            Map<Integer, Long> last = new ConcurrentHashMap<>();
            AtomicInteger count = new AtomicInteger();
            counts.add(count);
            bus.topic(topic).subscribe(BLOCKING, event -> {
                int from = (int) (number(event) >>> 32);
                long number = number(event) & 0xFFFFFFFFL;
                Long before = last.put(from, number);
                if (number != (before == null ? 0 : before + 1)) {
                    wrong.add("publisher " + from + ": " + number + " behind " + before);
                }
                count.incrementAndGet();
            });
        }

        List<Future<?>> publishers = new ArrayList<>();
        for (int i = 0; i < buses.size(); i++) {
            TopicChannel<EchoMessage> channel = buses.get(i).topic(topic);
            long from = (long) i << 32;
            publishers.add(threads.submit(() -> {
                for (int number = 0; number < each; number++) {
                    channel.publish(event(from | number));
                }
            }));
        }
        for (Future<?> publisher : publishers) {
            publisher.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        threads.shutdown();

        await().untilAsserted(() ->
                assertThat(counts).allSatisfy(count -> assertThat(count.get()).isEqualTo(each * buses.size())));
        assertThat(wrong).isEmpty();
    }
}
