package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.topic.EventBus;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where handlers run, in the process of the hub and elsewhere, and what a publisher of the JDK's kind gives. */
class TopicExecutorTest extends TopicFixture {
    private static final Topic<EchoMessage> TOPIC = topic("numbers");
    private static final Executor REJECTING = task -> {
        throw new RejectedExecutionException("the window is closed");
    };

    private final Queue<Long> received = new ConcurrentLinkedQueue<>();
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();
    private IpcServer hub;

    private EventBus bus(boolean remote) {
        hub = later(server("executors").start());
        return remote ? later(client("executors").connect()) : hub;
    }

    private void awaitNoSubscription() {
        await().untilAsserted(() ->
                assertThat(hub.topics("numbers").get(0).getSubscriptions()).isZero());
    }

    private void receive(EchoMessage event) {
        received.add(number(event));
    }

    private List<Long> upTo(int count) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aUserInterfaceHasOneTaskAtMost(boolean remote) {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        Executor ui = task -> {
            tasks.add(task);
            most.accumulateAndGet(tasks.size(), Math::max);
        };
        Subscription subscription = bus(remote)
                .topic(TOPIC)
                .subscribe(DEFAULT.withQueue(5000, 1 << 24).on(ui), this::receive);
        TopicChannel<EchoMessage> channel = hub.topic(TOPIC);
        for (int i = 0; i < 2000; i++) {
            channel.publish(event(i));
        }

        await().until(() -> {
            Runnable task = tasks.poll();
            if (task != null) {
                runs.incrementAndGet();
                task.run();
            }
            return received.size() == 2000;
        });

        assertThat(most).hasValue(1);
        assertThat(received).containsExactlyElementsOf(upTo(2000));
        assertThat(runs.get()).as("turns, so that other tasks get theirs").isGreaterThan(5);
        assertThat(subscription.missed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyThreadsHandleOneEventAtATimeAndInOrder(boolean remote) {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        bus(remote).topic(TOPIC).subscribe(BLOCKING.on(task -> new Thread(task).start()), event -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            receive(event);
            inside.decrementAndGet();
        });
        TopicChannel<EchoMessage> channel = hub.topic(TOPIC);

        for (int i = 0; i < 5000; i++) {
            channel.publish(event(i));
        }

        await().until(() -> received.size() == 5000);
        assertThat(received).containsExactlyElementsOf(upTo(5000));
        assertThat(most).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExecutorThatTakesNoTasksEndsTheSubscription(boolean remote) {
        Subscription[] made = new Subscription[1];
        made[0] = bus(remote)
                .topic(TOPIC)
                .subscribe(DEFAULT.on(REJECTING).onEnd(status -> ends.add(status.message())), this::receive);

        hub.topic(TOPIC).publish(event(0));

        await().until(() -> !made[0].isOpen());
        await().until(() -> !ends.isEmpty());
        assertThat(ends).singleElement().asString().contains("the window is closed");
        awaitNoSubscription();
        assertThat(received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theThreadThatBringsEventsMayHandleThemHoweverManyThereAre(boolean remote) throws InterruptedException {
        TopicLedgers seen = new TopicLedgers(4);
        bus(remote).topic(TOPIC).subscribe(BLOCKING.withQueue(100_000, 1 << 28).on(Runnable::run), seen::event);
        List<Thread> publishers = new ArrayList<>();
        int each = 100_000;
        for (int i = 0; i < 4; i++) {
            long from = (long) i << 32;
            TopicChannel<EchoMessage> channel = hub.topic(TOPIC);
            Thread thread = new Thread(
                    null,
                    () -> {
                        for (int number = 0; number < each; number++) {
                            channel.publish(event(from | number));
                        }
                    },
                    "publisher " + i,
                    256 * 1024);
            publishers.add(thread);
            thread.start();
        }

        for (Thread thread : publishers) {
            thread.join(PATIENCE.toMillis());
        }
        await().until(() -> seen.count() == 4 * each);
        assertThat(seen.wrong()).isEmpty();
    }

    /** Several publishers' numbers. */
    private static final class TopicLedgers {
        private final long[] next;
        private final AtomicInteger count = new AtomicInteger();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

        TopicLedgers(int publishers) {
            next = new long[publishers];
        }

        void event(EchoMessage event) {
            int from = (int) (number(event) >>> 32);
            long number = number(event) & 0xFFFFFFFFL;
            if (number != next[from] && wrong.size() < 10) {
                wrong.add(number + " (expected: " + next[from] + ")");
            }
            next[from] = number + 1;
            count.incrementAndGet();
        }

        int count() {
            return count.get();
        }

        Queue<String> wrong() {
            return wrong;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandlerThatThrowsEndsItsSubscriptionIfThatIsAskedFor(boolean remote) {
        SubscriptionOptions options = DEFAULT.withEndOnFailure().onEnd(status -> ends.add(status.reason()));
        Subscription subscription = bus(remote).topic(TOPIC).subscribe(options, event -> {
            receive(event);
            if (number(event) == 1) {
                throw new IllegalStateException("a handler's own failure");
            }
        });

        for (int i = 0; i < 10; i++) {
            hub.topic(TOPIC).publish(event(i));
        }

        await().until(() -> !ends.isEmpty());
        assertThat(ends).containsExactly("HANDLER_FAILED");
        assertThat(subscription.isOpen()).isFalse();
        awaitNoSubscription();
        assertThat(received).containsExactly(0L, 1L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAHandlerThrowsUncheckedIsAsAnyOtherFailure(boolean remote) {
        bus(remote).topic(TOPIC).subscribe(event -> {
            receive(event);
            TopicExecutorTest.<RuntimeException>sneak(new IOException("as other languages do"));
        });

        hub.topic(TOPIC).publish(event(0));
        hub.topic(TOPIC).publish(event(1));

        await().until(() -> received.size() == 2);
    }

    @SuppressWarnings("unchecked") // that is the point: Java's compiler is not asked
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    // ---- Flow

    private static final class Collecting implements Flow.Subscriber<EchoMessage> {
        final Queue<Object> told = new ConcurrentLinkedQueue<>();
        final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
        final long first;

        Collecting(long first) {
            this.first = first;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.set(given);
            told.add("begun");
            if (first > 0) {
                given.request(first);
            }
            told.add("ready");
        }

        @Override
        public void onNext(EchoMessage item) {
            told.add(number(item));
        }

        @Override
        public void onError(Throwable failure) {
            told.add(failure instanceof StatusException status ? status.reason() : failure);
        }

        @Override
        public void onComplete() {
            told.add("complete");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFlowSubscriberGetsWhatItRequestsUntilItCancels(boolean remote) {
        Collecting subscriber = new Collecting(2);
        bus(remote).topic(TOPIC).asPublisher(DEFAULT).subscribe(subscriber);
        for (int i = 0; i < 10; i++) {
            hub.topic(TOPIC).publish(event(i));
        }
        await().until(() -> subscriber.told.size() == 4);

        subscriber.subscription.get().request(3);
        await().until(() -> subscriber.told.size() == 7);
        subscriber.subscription.get().cancel();
        subscriber.subscription.get().request(3);

        awaitNoSubscription();
        hub.topic(TOPIC).publish(event(10));
        assertThat(subscriber.told).containsExactly("begun", "ready", 0L, 1L, 2L, 3L, 4L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFlowSubscriberIsToldWhyItGetsNothing(boolean remote) {
        EventBus bus = bus(remote);
        hub.topic(Topic.of("numbers", Summary.getDefaultInstance())).publish(Summary.getDefaultInstance());
        Collecting refused = new Collecting(1);

        bus.topic(TOPIC).asPublisher(DEFAULT).subscribe(refused);

        assertThat(refused.told).containsExactly("begun", "ready", "TOPIC_TYPE");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFlowSubscriberIsToldOfAnExecutorThatTakesNoTasksBehindTheBeginning(boolean remote) {
        Collecting subscriber = new Collecting(1);

        bus(remote).topic(TOPIC).asPublisher(DEFAULT.on(REJECTING)).subscribe(subscriber);
        hub.topic(TOPIC).publish(event(0));

        await().until(() -> subscriber.told.size() == 3);
        assertThat(List.copyOf(subscriber.told).subList(0, 2)).containsExactly("begun", "ready");
        awaitNoSubscription();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aFlowSubscriberThatRequestsNothingIsEnded(long count) {
        Collecting subscriber = new Collecting(0);
        bus(true).topic(TOPIC).asPublisher(DEFAULT).subscribe(subscriber);
        hub.topic(TOPIC).publish(event(0));

        subscriber.subscription.get().request(count);

        awaitNoSubscription();
        assertThat(List.copyOf(subscriber.told).get(2)).isInstanceOf(IllegalArgumentException.class);
    }
}
