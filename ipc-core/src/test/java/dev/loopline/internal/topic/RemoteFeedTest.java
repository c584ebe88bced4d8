package dev.loopline.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Role;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.TopicLimits;
import dev.loopline.call.CallContext;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.StreamSender;
import dev.loopline.internal.observe.HubObserver;
import dev.loopline.proto.hub.v1.Delivery;
import dev.loopline.proto.hub.v1.Overflow;
import dev.loopline.proto.hub.v1.SubscribeRequest;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RemoteFeedTest {
    private static final String TYPE = "photo.v1.Progress";
    private static final SubscribeRequest REQUEST = SubscribeRequest.newBuilder()
            .setPattern("photo.>")
            .setType(TYPE)
            .setOverflow(Overflow.BLOCK)
            .build();

    private final Hub hub = new Hub(TopicLimits.DEFAULT, () -> 0, HubObserver.NONE);
    private final HubPeer subscriber = peer(1 << 20);
    private final LiveTopic topic = hub.open(peer(1 << 20), "photo.progress", TYPE, false);

    private static HubPeer peer(long maxMessageBytes) {
        return HubPeer.client("s", "", Role.FULL, Runnable::run, maxMessageBytes);
    }

    private void publish(int... numbers) {
        for (int number : numbers) {
            hub.publish(topic, Events.event(topic, "", number, 0), new ArrayList<>());
        }
    }

    private int subscriptions() {
        return hub.topics("photo.progress").get(0).getSubscriptions();
    }

    /** Takes messages as long as the test lets it, and notes what is in them. */
    private static final class Sent implements StreamSender<DeliveryMessage> {
        private final List<String> all = new ArrayList<>();
        private int messages;
        private int largestBytes;
        private boolean hasRoom = true;
        private @Nullable Runnable whenReady;
        private Runnable beforeFirst = () -> {};
        private @Nullable StatusException failure;

        @Override
        public boolean trySend(DeliveryMessage message) {
            if (messages == 0) {
                Runnable now = beforeFirst;
                beforeFirst = () -> {};
                now.run();
            }
            if (failure != null) {
                throw failure;
            }
            if (!hasRoom) {
                return false;
            }
            messages++;
            largestBytes = Math.max(largestBytes, message.getSerializedSize());
            try {
                note(Delivery.parseFrom(message.toByteArray()));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
            return true;
        }

        private void note(Delivery delivery) {
            if (delivery.hasSubscribed()) {
                all.add("subscribed");
            } else if (delivery.getGap() > 0) {
                all.add("gap " + delivery.getGap());
            } else {
                ByteBuffer payload = delivery.getPayload().asReadOnlyByteBuffer();
                all.add(delivery.getTopic()
                        + (delivery.hasName() ? "=" + delivery.getName().getName() : "") + " " + payload.getLong());
            }
            delivery.getMoreList().forEach(this::note);
        }

        @Override
        public void whenReady(Runnable action) {
            whenReady = action;
        }

        void goOn() {
            hasRoom = true;
            Runnable action = whenReady;
            whenReady = null;
            if (action != null) {
                action.run();
            }
        }

        @Override
        public void send(DeliveryMessage message) {
            throw new UnsupportedOperationException("a feed never waits");
        }

        @Override
        public void complete() {
            all.add("complete");
        }

        @Override
        public void fail(StatusException how) {
            all.add(how.reason());
        }

        @Override
        public Flow.Subscriber<DeliveryMessage> asSubscriber() {
            throw new UnsupportedOperationException("a feed sends itself");
        }
    }

    /** A call whose connection is there until the test says otherwise. */
    private static final class Serving implements CallContext {
        private boolean connected = true;
        private boolean over;
        private Runnable onCancel = () -> {};

        void end(boolean withItsConnection) {
            connected = !withItsConnection;
            over = true;
            onCancel.run();
        }

        @Override
        public void onCancel(Runnable action) {
            onCancel = action;
            if (over) {
                action.run();
            }
        }

        @Override
        public IpcConnection connection() {
            return (IpcConnection) Proxy.newProxyInstance(
                    IpcConnection.class.getClassLoader(),
                    new Class<?>[] {IpcConnection.class},
                    (proxy, method, args) -> {
                        assertThat(method.getName()).isEqualTo("isOpen");
                        return connected;
                    });
        }

        @Override
        public MethodDescriptor<?, ?> method() {
            return TopicMethods.subscribe();
        }

        @Override
        public Metadata metadata() {
            return Metadata.EMPTY;
        }

        @Override
        public @Nullable Duration remaining() {
            return null;
        }

        @Override
        public boolean isCancelled() {
            return over;
        }

        @Override
        public void trailers(Metadata trailers) {
            throw new UnsupportedOperationException("a feed has none");
        }
    }

    @Test
    void nothingIsDeliveredAheadOfTheConfirmation() {
        Sent sent = new Sent();
        sent.beforeFirst = () -> publish(1);

        RemoteFeed.start(hub, subscriber, REQUEST, sent, new Serving());
        publish(2);

        assertThat(sent.all).containsExactly("subscribed", "1=photo.progress 1", "1 2");
    }

    @Test
    void aCallThatHasEndedBeforeItsConfirmationLeavesNoSubscription() {
        Sent sent = new Sent();
        Serving call = new Serving();
        call.over = true;
        sent.failure = new Status(StatusCode.CANCELLED, "CANCELLED", "gone", Certainty.UNKNOWN, null).asException();

        try {
            RemoteFeed.start(hub, subscriber, REQUEST, sent, call);
        } catch (StatusException e) {
            assertThat(e.code()).isEqualTo(StatusCode.CANCELLED);
        }

        assertThat(subscriptions()).isZero();
        assertThat(subscriber.subscriptions).hasValue(0);
    }

    @Test
    void theFeedOfALostConnectionTakesNothingFromTheNextOne() {
        Sent first = new Sent();
        Sent second = new Sent();
        Serving lost = new Serving();
        RemoteFeed.start(hub, subscriber, REQUEST, first, lost);
        first.hasRoom = false;
        publish(1); // taken out of the queue, and not sent
        HubSubscription subscription = topic.subscriptions()[0];
        lost.end(true);
        RemoteFeed.start(
                hub,
                subscriber,
                REQUEST.toBuilder().setResumeId(subscription.resumeId()).build(),
                second,
                new Serving());
        second.hasRoom = false;
        publish(2, 3);

        first.goOn();
        second.goOn();

        assertThat(first.all).containsExactly("subscribed", "1=photo.progress 1");
        assertThat(second.all).containsExactly("subscribed", "1=photo.progress 2", "1 3");
    }

    @Test
    void eventsThatWaitLeaveTogetherInTheirOrder() {
        Sent sent = new Sent();
        RemoteFeed.start(hub, subscriber, REQUEST, sent, new Serving());
        sent.hasRoom = false;
        LiveTopic other = hub.open(subscriber, "photo.other", TYPE, false);
        publish(1, 2);
        hub.publish(other, Events.event(other, "", 3, 0), new ArrayList<>());
        publish(4);

        sent.goOn();

        assertThat(sent.all).containsExactly("subscribed", "1=photo.progress 1", "1 2", "2=photo.other 3", "1 4");
        assertThat(sent.messages).isEqualTo(3); // the first event was on its way alone
    }

    @Test
    void aMessageIsNoLargerThanItsSubscriberTakes() {
        Sent sent = new Sent();
        RemoteFeed.start(hub, peer(2_000), REQUEST, sent, new Serving());
        sent.hasRoom = false;
        for (int i = 0; i < 100; i++) {
            hub.publish(topic, Events.event(topic, "", i, 500), new ArrayList<>());
        }

        sent.goOn();

        assertThat(sent.all).hasSize(101);
        assertThat(sent.largestBytes).isBetween(1_000, 2_000);
    }

    @Test
    void anEventThatItsSubscriberCannotTakeEndsTheSubscriptionAndSaysSo() {
        Sent sent = new Sent();
        RemoteFeed.start(hub, subscriber, REQUEST, sent, new Serving());
        sent.failure = new Status(
                        StatusCode.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", "large", Certainty.NOT_EXECUTED, null)
                .asException();

        publish(1);

        assertThat(sent.all).containsExactly("subscribed", "MESSAGE_TOO_LARGE");
        assertThat(subscriptions()).isZero();
    }

    @Test
    void whatWaitsAndItsGapsComeBeforeTheEnd() {
        Sent sent = new Sent();
        RemoteFeed.start(
                hub,
                subscriber,
                REQUEST.toBuilder()
                        .setOverflow(Overflow.DROP_NEWEST)
                        .setMaxMessages(2)
                        .build(),
                sent,
                new Serving());
        sent.hasRoom = false;
        publish(1, 2, 3, 4, 5);
        hub.close();

        sent.goOn();

        assertThat(sent.all).containsExactly("subscribed", "1=photo.progress 1", "1 2", "1 3", "gap 2", "GOING_AWAY");
    }
}
