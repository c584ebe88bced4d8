package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.TopicChannel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What subscribers that do not read cost others. */
class TopicPressureTest extends TopicFixture {
    private static final long QUEUE_BYTES = 4L << 20;
    private static final long ALLOWANCE_NANOS =
            TimeUnit.MILLISECONDS.toNanos(20); // of a machine that does other things

    private final CountDownLatch goOn = new CountDownLatch(1);

    private static long p99(TopicChannel<EchoMessage> channel, int count, int bytes) throws Exception {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            channel.publishConfirmed(event(i, bytes)).get(10, TimeUnit.SECONDS);
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return nanos[count * 99 / 100];
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void e01ASubscriberThatStopsReadingCostsItsQueueAndNobodyTime() throws Exception {
        later(server("e01").start());
        TopicChannel<EchoMessage> channel = later(client("e01").connect()).topic(topic("e01"));
        later(client("e01").connect()).topic(topic("e01")).subscribe(DEFAULT.onGap(gap -> {}), event -> {});
        TopicLedger ledger = new TopicLedger();
        p99(channel, 2_000, 4096);
        long alone = p99(channel, 2_000, 4096);
        Subscription stopped = later(client("e01").connect())
                .topic(topic("e01"))
                .subscribe(ledger.on(DEFAULT.withQueue(1 << 20, QUEUE_BYTES)), event -> {
                    hold(goOn);
                    ledger.event(event);
                });
        long before = usedHeap();

        long beside = p99(channel, 4_000, 4096); // 16 MiB
        long after = usedHeap();

        goOn.countDown();
        await().until(() -> ledger.next() == 4_000);
        assertThat(ledger.wrong()).isEmpty();
        assertThat(stopped.missed()).isGreaterThan(4_000 - (QUEUE_BYTES + (2 << 20)) / 4096);
        assertThat(after - before).as("bytes that are kept").isLessThan(QUEUE_BYTES + (4 << 20));
        assertThat(beside).as("p99, ns; alone it was " + alone).isLessThan(2 * alone + ALLOWANCE_NANOS);
    }

    @Test
    void e03OneSlowSubscriberOfAHundredIsTheOnlyOneThatLosesEvents() {
        IpcServer hub = later(server("e03").start());
        int count = 4_000;
        List<TopicLedger> ledgers = new ArrayList<>();
        List<Subscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            IpcClient client = later(client("e03").connect());
            for (int j = 0; j < 10; j++) {
                TopicLedger ledger = new TopicLedger();
                boolean slow = ledgers.isEmpty();
                ledgers.add(ledger);
                subscriptions.add(client.topic(topic("e03")).subscribe(ledger.on(DEFAULT), event -> {
                    if (slow) {
                        hold(goOn);
                    }
                    ledger.event(event);
                }));
            }
        }
        List<TopicLedger> quick = ledgers.subList(1, 100);
        TopicChannel<EchoMessage> channel = hub.topic(topic("e03"));

        for (int i = 0; i < count; i++) {
            channel.publish(event(i, 1000));
            if (i % 500 == 499) { // no more than fits in their queues
                int published = i + 1;
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> quick.stream().allMatch(ledger -> ledger.next() == published));
            }
        }
        goOn.countDown();

        await().until(() -> ledgers.stream().allMatch(ledger -> ledger.next() == count));
        assertThat(ledgers).allSatisfy(ledger -> assertThat(ledger.wrong()).isEmpty());
        assertThat(quick).extracting(TopicLedger::missed).containsOnly(0L);
        assertThat(ledgers.get(0).missed()).isPositive();
        assertThat(subscriptions).allSatisfy(each -> assertThat(each.isOpen()).isTrue());
    }
}
