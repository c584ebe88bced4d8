package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.health.HealthService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.health.v1.CheckRequest;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.PeerState;
import dev.loopline.test.FaultProxy;
import dev.loopline.testing.ChildJvm;
import dev.loopline.topic.Gap;
import dev.loopline.topic.LastWill;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.Presence;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What becomes of subscriptions, wills and presence when connections are lost. */
class TopicReconnectTest extends TopicFixture {
    private static final Topic<EchoMessage> TOPIC = topic("numbers");

    private final TopicLedger ledger = new TopicLedger();

    private IpcServer hub(String name) {
        return later(server(name).addressBinding(false).start());
    }

    private FaultProxy proxy(IpcServer hub) {
        return later(FaultProxy.to(hub.endpoint()));
    }

    private IpcClient through(FaultProxy proxy) {
        return later(IpcClient.to(proxy.endpoint()).connect());
    }

    /** Lets nobody through until it is closed, and waits for the hub to have noticed. */
    private static void away(IpcServer hub, FaultProxy proxy, Runnable meanwhile) {
        int before = hub.peers().size();
        proxy.toServer(faults -> faults.blackhole());
        proxy.resetConnections();
        await().until(() -> hub.peers().size() < before);
        meanwhile.run();
        proxy.heal();
        proxy.resetConnections();
    }

    // ---- one life of the hub

    @Test
    void oneGapTellsExactlyWhatWasPublishedMeanwhile() {
        IpcServer hub = hub("gap");
        FaultProxy proxy = proxy(hub);
        Subscription subscription = through(proxy).topic(TOPIC).subscribe(ledger.on(BLOCKING), ledger::event);
        TopicChannel<EchoMessage> channel = hub.topic(TOPIC);
        long published = 0;

        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 10; i++) {
                channel.publish(event(published++));
            }
            long all = published;
            await().until(() -> ledger.next() == all);
            AtomicLong missed = new AtomicLong(all);
            away(hub, proxy, () -> {
                for (int i = 0; i < 1000; i++) {
                    channel.publish(event(missed.getAndIncrement()));
                }
            });
            published = missed.get();
            int gaps = round;
            await().until(() -> ledger.reconnects().size() == gaps);
        }
        channel.publish(event(published++));

        long all = published;
        await().until(() -> ledger.next() == all);
        assertThat(ledger.wrong()).isEmpty();
        assertThat(ledger.reconnects()).hasSize(3).containsOnly(new Gap(1000, Gap.Cause.RECONNECT));
        assertThat(subscription.delivered() + subscription.missed()).isEqualTo(all);
    }

    @Test
    void connectionsThatBreakAllTheTimeCostNoEventItsPlace() {
        IpcServer hub = hub("breaking");
        FaultProxy proxy = proxy(hub);
        IpcClient client = through(proxy);
        TopicLedger dropping = new TopicLedger();
        client.topic(TOPIC).subscribe(ledger.on(BLOCKING.withQueue(50, 1 << 20)), ledger::event);
        client.topic(TOPIC).subscribe(dropping.on(DEFAULT.withQueue(50, 1 << 20)), dropping::event);
        TopicChannel<EchoMessage> channel = hub.topic(TOPIC);

        long published = 0;
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 3000; i++) {
                channel.publish(event(published++));
                if (i == 1500) {
                    proxy.resetConnections();
                }
            }
            await().until(client::isOpen);
        }

        long all = published;
        await().until(() -> ledger.next() == all && dropping.next() == all);
        assertThat(ledger.wrong()).isEmpty();
        assertThat(dropping.wrong()).isEmpty();
        assertThat(ledger.reconnects())
                .allSatisfy(gap -> assertThat(gap.isCounted()).isTrue());
    }

    @Test
    void theGapIsToldWhereTheHandlerRuns() {
        IpcServer hub = hub("where");
        FaultProxy proxy = proxy(hub);
        ScheduledExecutorService ui =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "user-interface"));
        later(ui::shutdownNow);
        Queue<String> where = new ConcurrentLinkedQueue<>();
        Subscription subscription = through(proxy)
                .topic(TOPIC)
                .subscribe(
                        DEFAULT.on(ui)
                                .onGap(gap -> where.add(Thread.currentThread().getName())),
                        event -> where.add(Thread.currentThread().getName()));

        away(hub, proxy, () -> hub.topic(TOPIC).publish(event(0)));
        await().until(() -> subscription.missed() == 1);
        hub.topic(TOPIC).publish(event(1));

        await().until(() -> where.size() == 2);
        assertThat(where).containsExactly("user-interface", "user-interface");
    }

    @Test
    void keptEventsComeAgainAfterAReconnection() {
        IpcServer hub = hub("kept");
        FaultProxy proxy = proxy(hub);
        Topic<EchoMessage> kept = topic("kept").retained().keyedBy(event -> Long.toString(number(event) % 2));
        Queue<TopicEvent<EchoMessage>> events = new ConcurrentLinkedQueue<>();
        hub.topic(kept).publish(event(1));
        Subscription subscription = through(proxy).subscribe(kept.asPattern(), DEFAULT.withRetained(), events::add);
        await().until(() -> events.size() == 1);

        away(hub, proxy, () -> hub.topic(kept).publish(event(2)));
        await().until(() -> events.size() == 3);
        hub.topic(kept).publish(event(3));

        await().until(() -> events.size() == 4);
        assertThat(events).extracting(event -> number(event.message())).containsExactly(1L, 1L, 2L, 3L);
        assertThat(events).extracting(TopicEvent::isRetained).containsExactly(true, true, true, false);
        assertThat(subscription.missed()).isEqualTo(1);
    }

    // ---- another hub

    @Test
    void afterARestartTheGapIsOfUnknownSizeAndCountsAreExactAgain() {
        IpcServer first = server("restart").addressBinding(false).start();
        FaultProxy proxy = proxy(first);
        IpcClient client = later(client("restart")
                .directory(EndpointDirectory.at(temporary.resolve("proxied")))
                .waitForEndpoint(PATIENCE)
                .connectLater());
        proxy.publishIn(EndpointDirectory.at(temporary.resolve("proxied")));
        client.callAsync(HealthService.CHECK, CheckRequest.getDefaultInstance(), CallOptions.DEFAULT.withWaitForReady())
                .join();
        Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
        Queue<Long> numbers = new ConcurrentLinkedQueue<>();
        client.topic(TOPIC).subscribe(DEFAULT.onGap(gaps::add), event -> numbers.add(number(event)));
        for (int i = 0; i < 100; i++) {
            first.topic(TOPIC).publish(event(i));
        }
        await().until(() -> numbers.size() == 100);

        first.close();
        IpcServer second = hub("restart");
        proxy.toServer(faults -> faults.blackhole()); // else a client that has the old file meets the new server
        proxy.leadTo(second.endpoint());
        proxy.heal();
        proxy.resetConnections();
        await().until(() -> gaps.size() == 1);
        second.topic(TOPIC).publish(event(100));
        await().until(() -> numbers.size() == 101);
        away(second, proxy, () -> {
            for (int i = 0; i < 10; i++) {
                second.topic(TOPIC).publish(event(i));
            }
        });

        await().until(() -> gaps.size() == 2);
        assertThat(gaps).containsExactly(new Gap(0, Gap.Cause.RECONNECT), new Gap(10, Gap.Cause.RECONNECT));
    }

    // ---- wills and presence

    @Test
    void aWillIsPublishedOnceWhenItsClientIsKilledAndNotWhenItIsClosed() {
        IpcServer hub = later(server("will").start());
        Queue<Long> wills = new ConcurrentLinkedQueue<>();
        Queue<Peer> left = new ConcurrentLinkedQueue<>();
        hub.topic(topic("will")).subscribe(event -> wills.add(number(event)));
        hub.topic(Presence.TOPIC).subscribe(peer -> {
            if (peer.getState() == PeerState.LEFT) {
                left.add(peer);
            }
        });
        List<ChildJvm> children = List.of(leavingWill(), leavingWill());

        children.get(0).closeInput();
        children.get(0).awaitLine("closed", PATIENCE);
        await().until(() -> left.size() == 1);
        children.get(1).kill9();
        await().until(() -> left.size() == 2);

        await().until(() -> wills.size() == 1);
        assertThat(wills).containsExactly(7L);
        assertThat(left).extracting(Peer::getReason).containsExactly("GOODBYE", "LOST");
        assertThat(hub.topics("will")).as("topics that nobody publishes to").isEmpty();
    }

    private ChildJvm leavingWill() {
        ChildJvm child = later(ChildJvm.start(
                SubscribingProcess.class, List.of(), directory().path().toString(), "will"));
        child.awaitLine("subscribed", PATIENCE);
        child.send("will");
        child.awaitLine("left", PATIENCE);
        return child;
    }

    @Test
    void aWillIsPublishedForEachConnectionThatIsLostUntilItIsWithdrawn() {
        IpcServer hub = hub("wills");
        FaultProxy proxy = proxy(hub);
        IpcClient client = through(proxy);
        Queue<Long> wills = new ConcurrentLinkedQueue<>();
        hub.topic(topic("will")).subscribe(event -> wills.add(number(event)));
        LastWill will = client.leaveWill(topic("will"), event(7));

        for (int round = 1; round <= 5; round++) {
            proxy.resetConnections();
            int told = round;
            await().until(() -> wills.size() == told);
            await().until(() -> hub.topics("will").stream().anyMatch(topic -> topic.getPublishers() == 1));
        }
        will.close();
        await().until(() -> hub.topics("will").isEmpty());
        proxy.resetConnections();
        await().until(() -> hub.peers().isEmpty());

        assertThat(wills).hasSize(5);
    }

    // ---- under load

    @Test
    void aPublisherThatWaitsForALostSubscriberNeverKeepsTheHub() throws InterruptedException {
        IpcServer hub = hub("waiting");
        FaultProxy proxy = proxy(hub);
        Topic<EchoMessage> kept = topic("waiting").retained();
        AtomicBoolean goOn = new AtomicBoolean(true);
        AtomicLong failures = new AtomicLong();
        IpcClient subscriber = through(proxy);
        for (int i = 0; i < 4; i++) {
            subscriber
                    .topic(topic("waiting"))
                    .subscribe(
                            DEFAULT.withOverflow(OverflowPolicy.BLOCK)
                                    .withQueue(2, 1 << 20)
                                    .onGap(gap -> {}),
                            e -> {});
        }
        List<Thread> publishers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TopicChannel<EchoMessage> channel = i == 0
                    ? hub.topic(kept)
                    : later(IpcClient.to(hub.endpoint()).connect()).topic(kept);
            Thread thread = new Thread(() -> {
                long number = 0;
                while (goOn.get()) {
                    try {
                        channel.publish(event(number++, 500));
                    } catch (StatusException e) {
                        failures.incrementAndGet();
                        return;
                    }
                }
            });
            publishers.add(thread);
            thread.start();
        }

        for (int round = 0; round < 30; round++) { // a client takes its time when connections do not last
            proxy.resetConnections();
            await().until(subscriber::isOpen);
        }
        goOn.set(false);

        for (Thread thread : publishers) {
            thread.join(PATIENCE.toMillis());
            assertThat(thread.isAlive()).as("publisher waits").isFalse();
        }
        assertThat(failures.get()).isZero();
        assertThat(hub.topics("waiting")).hasSize(1);
    }
}
