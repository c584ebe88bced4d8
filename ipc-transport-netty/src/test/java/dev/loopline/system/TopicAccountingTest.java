package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.TopicLimits;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.ChildJvm;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicChannel.Published;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Delivered + gaps = published, whatever the subscriber does and whatever becomes of what it does not take. */
class TopicAccountingTest extends TopicFixture {
    private static final int MANY = 20_000;
    private static final int BYTES = 100;
    private static final Duration LONG = Duration.ofSeconds(40);

    private final TopicLedger healthy = new TopicLedger();

    private static TopicChannel<EchoMessage> channel(IpcClient client, OverflowPolicy policy) {
        return client.topic(topic(SubscribingProcess.topic(policy)));
    }

    private ChildJvm subscribing(String name) {
        assumeThat(Files.exists(Path.of("/proc/self"))).as("signals").isTrue();
        return started(ChildJvm.start(
                SubscribingProcess.class, List.of(), directory().path().toString(), name));
    }

    private ChildJvm started(ChildJvm process) {
        ChildJvm child = later(process);
        child.awaitLine("subscribed", PATIENCE);
        return child;
    }

    /** Asks a subscriber until it has accounted for all that was published, or its subscription has ended. */
    private static String report(ChildJvm child, OverflowPolicy policy, long published) {
        return await().atMost(LONG)
                .until(
                        () -> {
                            child.send(policy.name());
                            return child.awaitLine(policy.name() + " .*", LONG);
                        },
                        line -> line.contains("next " + published + " ") || !line.endsWith("ended none"));
    }

    private static long delivered(String report) {
        return Long.parseLong(report.replaceAll(".* delivered (\\d+) .*", "$1"));
    }

    // ---- slow

    @ParameterizedTest
    @EnumSource(OverflowPolicy.class)
    void aSlowSubscriberIsToldOfEveryEventThatItDoesNotGet(OverflowPolicy policy) {
        later(server("slow").start());
        IpcClient publisher = later(client("slow").connect());
        TopicLedger ledger = new TopicLedger();
        Subscription slow = channel(later(client("slow").connect()), policy)
                .subscribe(ledger.on(DEFAULT.withOverflow(policy).withQueue(100, 1 << 20)), event -> {
                    if (number(event) % 64 == 0) {
                        LockSupport.parkNanos(500_000);
                    }
                    ledger.event(event);
                });
        channel(later(client("slow").connect()), policy).subscribe(healthy.on(BLOCKING), healthy::event);
        TopicChannel<EchoMessage> channel = channel(publisher, policy);

        for (int i = 0; i < MANY; i++) {
            channel.publish(event(i, BYTES));
        }

        await().until(() -> healthy.next() == MANY);
        await().until(() -> ledger.next() == MANY || !slow.isOpen());
        assertThat(ledger.wrong()).isEmpty();
        assertThat(healthy.wrong()).isEmpty();
        assertThat(healthy.missed()).isZero();
        if (policy == OverflowPolicy.DISCONNECT && !slow.isOpen()) {
            await().untilAsserted(() -> assertThat(ledger.ended()).isEqualTo("SLOW_SUBSCRIBER"));
            assertThat(ledger.missed()).isZero();
        } else {
            assertThat(ledger.delivered() + ledger.missed()).isEqualTo(MANY);
            assertThat(slow.delivered()).isEqualTo(ledger.delivered());
            assertThat(slow.missed()).isEqualTo(ledger.missed());
        }
        if (policy == OverflowPolicy.BLOCK) {
            assertThat(ledger.missed()).isZero();
        }
    }

    @Test
    void aSlowProcessIsToldOfEveryEventThatItDoesNotGet() {
        later(server("slow").start());
        IpcClient publisher = later(client("slow").connect());
        ChildJvm child = started(ChildJvm.start(
                SubscribingProcess.class, List.of(), directory().path().toString(), "slow", "slow"));

        for (OverflowPolicy policy : OverflowPolicy.values()) {
            TopicChannel<EchoMessage> channel = channel(publisher, policy);
            for (int i = 0; i < MANY; i++) {
                channel.publish(event(i, BYTES));
            }
        }

        for (OverflowPolicy policy : OverflowPolicy.values()) {
            String told = report(child, policy, MANY);
            assertThat(told).contains(" wrong 0 ");
            assertThat(delivered(told)).isPositive();
            if (policy == OverflowPolicy.BLOCK || policy == OverflowPolicy.DISCONNECT) {
                assertThat(told).contains(" missed 0 ");
            }
            if (policy != OverflowPolicy.DISCONNECT) {
                assertThat(told).contains("next " + MANY + " ").endsWith("ended none");
            }
        }
    }

    // ---- stopped

    @Test
    void f07AStoppedSubscriberIsToldExactlyWhatItMissedOnceItGoesOn() {
        stopped(1);
    }

    @Test
    @Tag("slow")
    @Timeout(180)
    void f07AStoppedSubscriberIsToldExactlyWhatItMissedAfterAMinute() {
        stopped(60);
    }

    private void stopped(int seconds) {
        later(server("f07").start());
        IpcClient publisher = later(client("f07").connect());
        ChildJvm child = subscribing("f07");
        Map<OverflowPolicy, Integer> published = new EnumMap<>(OverflowPolicy.class);
        child.signal("STOP");

        long begin = System.nanoTime();
        for (OverflowPolicy policy : OverflowPolicy.values()) {
            TopicChannel<EchoMessage> channel = channel(publisher, policy);
            int count = 0;
            if (policy == OverflowPolicy.BLOCK) {
                channel.publish(event(count++, BYTES));
                while (count < MANY * 10 && channel.tryPublish(event(count, BYTES)) == Published.QUEUED) {
                    count++;
                }
                assertThat(count)
                        .as("published before the publisher had to wait")
                        .isLessThan(MANY * 10);
            } else {
                while (count < MANY) {
                    channel.publish(event(count++, BYTES));
                }
            }
            published.put(policy, count);
        }
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(seconds)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            int count = published.get(OverflowPolicy.DROP_OLDEST);
            channel(publisher, OverflowPolicy.DROP_OLDEST).publish(event(count, BYTES));
            published.put(OverflowPolicy.DROP_OLDEST, count + 1);
        }
        child.signal("CONT");

        for (OverflowPolicy policy : OverflowPolicy.values()) {
            String told = report(child, policy, published.get(policy));
            assertThat(told).contains(" wrong 0 ");
            if (policy == OverflowPolicy.DISCONNECT) {
                assertThat(told).endsWith("ended SLOW_SUBSCRIBER").contains(" missed 0 ");
            } else {
                assertThat(told).contains("next " + published.get(policy) + " ").endsWith("ended none");
                assertThat(delivered(told)).isPositive();
            }
        }
    }

    // ---- killed

    @Test
    void aKilledSubscriberCostsNobodyAnEvent() {
        IpcServer hub = later(server("killed")
                .limits(new TopicLimits(100, 100, 100, 1 << 20, 100, Duration.ofMillis(100)))
                .start());
        IpcClient publisher = later(client("killed").connect());
        IpcClient other = later(client("killed").connect());
        ChildJvm child = subscribing("killed");
        Map<OverflowPolicy, TopicLedger> ledgers = new EnumMap<>(OverflowPolicy.class);
        for (OverflowPolicy policy : OverflowPolicy.values()) {
            TopicLedger ledger = new TopicLedger();
            ledgers.put(policy, ledger);
            channel(other, policy).subscribe(ledger.on(BLOCKING), ledger::event);
        }

        for (int i = 0; i < MANY / 4; i++) {
            if (i == MANY / 8) {
                child.kill9();
            }
            for (OverflowPolicy policy : OverflowPolicy.values()) {
                channel(publisher, policy).publish(event(i, BYTES));
            }
        }

        ledgers.forEach((policy, ledger) -> {
            await().until(() -> ledger.next() == MANY / 4);
            assertThat(ledger.wrong()).isEmpty();
            assertThat(ledger.missed()).isZero();
            await().untilAsserted(() -> assertThat(
                            hub.topics(SubscribingProcess.topic(policy)).get(0).getSubscriptions())
                    .as("what is left of a subscription that nobody came back for")
                    .isEqualTo(1));
        });
    }

    // ---- many

    @Test
    void aMillionEventsAreAccountedFor() {
        manyEvents(1_000_000);
    }

    @Test
    @Tag("slow")
    @Timeout(300)
    void tenMillionEventsAreAccountedFor() {
        manyEvents(10_000_000);
    }

    private void manyEvents(int count) {
        IpcServer hub = later(server("many").start());
        TopicChannel<EchoMessage> channel = later(client("many").connect()).topic(topic("many"));
        IpcClient client = later(client("many").connect());
        TopicLedger dropping = new TopicLedger();
        TopicLedger local = new TopicLedger();
        Subscription subscription = client.topic(topic("many")).subscribe(healthy.on(BLOCKING), healthy::event);
        client.topic(topic("many")).subscribe(dropping.on(DEFAULT.withQueue(256, 1 << 20)), dropping::event);
        hub.topic(topic("many")).subscribe(local.on(DEFAULT), local::event);

        for (int i = 0; i < count; i++) {
            channel.publish(event(i));
        }

        await().atMost(LONG).until(() -> healthy.next() == count);
        await().atMost(LONG).until(() -> dropping.next() == count && local.next() == count);
        assertThat(List.of(healthy, dropping, local))
                .allSatisfy(ledger -> assertThat(ledger.wrong()).isEmpty());
        assertThat(healthy.missed()).isZero();
        assertThat(subscription.delivered()).isEqualTo(count);
        assertThat(dropping.delivered() + dropping.missed()).isEqualTo(count);
        assertThat(local.delivered() + local.missed()).isEqualTo(count);
    }
}
