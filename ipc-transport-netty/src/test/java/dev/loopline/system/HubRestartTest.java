package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.test.FaultProxy;
import dev.loopline.topic.Gap;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A hub that publishes ten thousand events a second while connections to it are lost, and while it is restarted. */
class HubRestartTest extends TopicFixture {
    private static final Topic<EchoMessage> TOPIC = topic("numbers");
    private static final long PAUSE_NANOS = 100_000; // 10,000 a second
    private static final int LIFE = 5_000; // events

    /** What was told, in its order: numbers of events, and gaps as less than zero. */
    private final Queue<Long> told = new ConcurrentLinkedQueue<>();

    private static void publish(IpcServer hub, long from, Runnable midway) {
        TopicChannel<EchoMessage> channel = hub.topic(TOPIC);
        long begin = System.nanoTime();
        for (int i = 0; i < LIFE; i++) {
            channel.publish(event(from + i));
            if (i == LIFE / 3 || i == LIFE * 2 / 3) {
                midway.run();
            }
            long early = begin + i * PAUSE_NANOS - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
        }
    }

    private long accounted() {
        return told.stream().mapToLong(entry -> entry >= 0 ? 1 : -entry).sum();
    }

    @Test
    void f18WhatWasDeliveredAndWhatWasMissedIsWhatWasPublishedInEachLifeOfTheHub() {
        EndpointDirectory proxied = EndpointDirectory.at(temporary.resolve("proxied"));
        IpcServer first = server("f18").addressBinding(false).start();
        FaultProxy proxy = later(FaultProxy.to(first.endpoint()).publishIn(proxied));
        IpcClient client = later(client("f18").directory(proxied).connect());
        List<Gap> restarts = new ArrayList<>(); // of the thread that handles
        Subscription subscription = client.topic(TOPIC)
                .subscribe(
                        DEFAULT.withQueue(100_000, 64 << 20).onGap(gap -> {
                            if (gap.isCounted()) {
                                told.add(-gap.count());
                            } else {
                                restarts.add(gap);
                                told.add(Long.MIN_VALUE);
                            }
                        }),
                        event -> told.add(number(event)));

        publish(first, 0, proxy::resetConnections);
        await().until(() -> accounted() == LIFE);
        List<Long> firstLife = List.copyOf(told);
        first.close();
        IpcServer second = later(server("f18").addressBinding(false).start());
        proxy.leadTo(second.endpoint());
        proxy.resetConnections();
        await().until(() -> told.size() > firstLife.size());
        told.clear();
        publish(second, LIFE, proxy::resetConnections);
        await().until(() -> accounted() == LIFE);

        assertInOrder(firstLife, 0);
        assertInOrder(List.copyOf(told), LIFE);
        assertThat(restarts).containsExactly(new Gap(0, Gap.Cause.RECONNECT));
        assertThat(subscription.isOpen()).isTrue();
    }

    private static void assertInOrder(List<Long> entries, long first) {
        long next = first;
        for (long entry : entries) {
            if (entry >= 0) {
                assertThat(entry).as("event").isEqualTo(next++);
            } else {
                next -= entry;
            }
        }
        assertThat(next).isEqualTo(first + LIFE);
    }
}
