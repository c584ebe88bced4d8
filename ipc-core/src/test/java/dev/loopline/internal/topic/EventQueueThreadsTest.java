package dev.loopline.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.topic.OverflowPolicy;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several publishers, one consumer, 10^6 events, nothing unexplained. */
@Timeout(60)
class EventQueueThreadsTest {
    private static final int PUBLISHERS = 4;
    private static final int EVENTS_EACH = 250_000;
    private static final int KEYS_EACH = 3;
    private static final int MAX_MESSAGES = 64;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore wakes = new Semaphore(0);
    private final AtomicLong firsts = new AtomicLong();
    private volatile boolean done;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** What the consumer has seen. */
    private static final class Seen {
        final long[] last = new long[PUBLISHERS];
        final long[] ofPublisher = new long[PUBLISHERS];
        long events;
        long missing;
        long times;

        Seen() {
            Arrays.fill(last, -1);
        }

        void see(EventBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.isGap(i)) {
                    assertThat(i == 0 || !batch.isGap(i - 1)).isTrue();
                    missing += batch.gap(i);
                } else {
                    see(Events.number(batch.event(i)));
                }
            }
        }

        private void see(long number) {
            int publisher = (int) (number % PUBLISHERS);
            if (number <= last[publisher]) {
                throw new AssertionError("event " + number + " after " + last[publisher]);
            }
            last[publisher] = number;
            ofPublisher[publisher]++;
            events++;
        }
    }

    private void publish(EventQueue queue, int publisher) throws InterruptedException {
        Semaphore room = new Semaphore(0);
        Runnable told = room::release;
        for (long i = 0; i < EVENTS_EACH; i++) {
            HubEvent event = Events.event(publisher + "/" + i % KEYS_EACH, i * PUBLISHERS + publisher);
            Offer offer = queue.offer(event);
            while (offer == Offer.FULL) {
                if (queue.whenRoom(event, told)) {
                    room.acquire();
                }
                offer = queue.offer(event);
            }
            if (offer == Offer.QUEUED_FIRST) {
                firsts.incrementAndGet();
                wakes.release();
            }
        }
    }

    private Seen consume(EventQueue queue) throws InterruptedException {
        Seen seen = new Seen();
        EventBatch batch = Events.batch(16);
        while (true) {
            wakes.acquire();
            if (queue.take(batch, Long.MAX_VALUE) == 0) {
                assertThat(done).as("woken for nothing").isTrue();
                return seen;
            }
            seen.times++;
            seen.see(batch);
            while (!batch.isLast()) {
                queue.take(batch, Long.MAX_VALUE);
                seen.see(batch);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = OverflowPolicy.class, mode = EnumSource.Mode.EXCLUDE, names = "DISCONNECT")
    void everyEventIsTakenOrInAGap(OverflowPolicy policy) throws InterruptedException, ExecutionException {
        EventQueue queue = new EventQueue(policy, MAX_MESSAGES, 1L << 30);

        Future<Seen> consumer = threads.submit(() -> consume(queue));
        for (Future<?> publisher : IntStream.range(0, PUBLISHERS)
                .mapToObj(i -> threads.submit(publishing(queue, i)))
                .toList()) {
            publisher.get();
        }
        done = true;
        wakes.release();
        Seen seen = consumer.get();

        long all = (long) PUBLISHERS * EVENTS_EACH;
        assertThat(seen.events + seen.missing).isEqualTo(all);
        assertThat(queue.counts()).isEqualTo(new EventCounts(all, seen.events, seen.missing, 0, 0));
        assertThat(firsts.get()).as("wakes").isEqualTo(seen.times);
        if (policy == OverflowPolicy.BLOCK) {
            assertThat(seen.ofPublisher).containsOnly(EVENTS_EACH);
        }
    }

    private Callable<Boolean> publishing(EventQueue queue, int publisher) {
        return () -> {
            publish(queue, publisher);
            return true;
        };
    }
}
