package dev.loopline.internal.topic;

import com.google.protobuf.ByteString;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.StreamSender;
import dev.loopline.internal.engine.Logs;
import dev.loopline.proto.hub.v1.SubscribeRequest;
import dev.loopline.proto.hub.v1.Subscribed;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.SubscriptionOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what waits for a subscription to a client, as far as the client's credit goes.
 *
 * <p>Whoever wakes it sends, on its own thread: a publisher's event goes straight into the subscriber's stream as long as
 * that keeps up. One thread at a time sends; one that comes meanwhile leaves its work to that one.
 */
final class RemoteFeed implements Feed {
    private static final int BATCH = 64;
    private static final int MAX_NUMBERS = 1024;

    private final Hub hub;
    private final StreamSender<DeliveryMessage<ByteString>> deliveries;
    private final AtomicInteger work = new AtomicInteger(); // calls of wake() that were not looked at
    private final Runnable wake = this::wake;
    private @Nullable HubSubscription subscription; // set once, before the first wake()

    // Of the thread that sends, as all below.
    private final DeliveryMessage<ByteString> message = new DeliveryMessage<>();
    private final EventBatch batch = new EventBatch(BATCH, event -> 0);
    private final Map<HubTopic, Integer> numbers = new HashMap<>();
    private int keptSent;
    private int batchSent;
    private boolean over;

    private RemoteFeed(Hub hub, StreamSender<DeliveryMessage<ByteString>> deliveries) {
        this.hub = hub;
        this.deliveries = deliveries;
    }

    /** Makes a subscription and delivers to it until the call ends. */
    static void start(
            Hub hub,
            HubPeer peer,
            SubscribeRequest request,
            StreamSender<DeliveryMessage<ByteString>> deliveries,
            CallContext call) {
        RemoteFeed feed = new RemoteFeed(hub, deliveries);
        HubSubscription.Wanted wanted = wanted(request);
        HubSubscription made =
                request.getResumeId() == 0 ? null : hub.resume(peer, request.getResumeId(), wanted, feed);
        boolean resumed = made != null;
        HubSubscription subscription = made == null ? hub.subscribe(peer, wanted, feed) : made;
        feed.subscription = subscription;
        Subscribed confirmation = Subscribed.newBuilder()
                .setResumeId(subscription.resumeId())
                .setResumed(resumed)
                .setMissed(resumed ? Math.max(0, subscription.offeredBefore() - request.getReceived()) : 0)
                .build();
        if (!deliveries.trySend(feed.message.subscribed(confirmation))) {
            throw new IllegalStateException("subscription to " + wanted.pattern() + ": no room for a first message");
        }
        call.onCancel(() -> {
            if (call.connection().isOpen()) {
                hub.unsubscribe(subscription);
            } else {
                hub.lose(subscription);
            }
        });
        feed.wake();
    }

    private static HubSubscription.Wanted wanted(SubscribeRequest request) {
        OverflowPolicy overflow =
                switch (request.getOverflow()) {
                    case DROP_OLDEST -> OverflowPolicy.DROP_OLDEST;
                    case DROP_NEWEST -> OverflowPolicy.DROP_NEWEST;
                    case CONFLATE -> OverflowPolicy.CONFLATE;
                    case BLOCK -> OverflowPolicy.BLOCK;
                    case DISCONNECT -> OverflowPolicy.DISCONNECT;
                    case UNRECOGNIZED ->
                        throw HubFailures.badRequest("overflow: " + request.getOverflowValue() + " (expected: 0..4)")
                                .asException();
                };
        SubscriptionOptions defaults = SubscriptionOptions.DEFAULT;
        int messages = request.getMaxMessages() == 0 ? defaults.maxMessages() : request.getMaxMessages();
        long bytes = request.getMaxBytes() == 0 ? defaults.maxBytes() : request.getMaxBytes();
        try {
            SubscriptionOptions checked = defaults.withQueue(messages, bytes);
            return new HubSubscription.Wanted(
                    request.getPattern(),
                    request.getType(),
                    overflow,
                    checked.maxMessages(),
                    checked.maxBytes(),
                    request.getRetained());
        } catch (IllegalArgumentException e) {
            throw HubFailures.badRequest(String.valueOf(e.getMessage())).asException();
        }
    }

    @Override
    public void wake() {
        if (work.getAndIncrement() != 0) {
            return; // whoever sends looks again
        }
        int seen = 1;
        do {
            send();
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private void send() {
        HubSubscription from = subscription;
        if (from == null || over) {
            return; // start() comes once it is there
        }
        try {
            while (sendNext(from)) {}
        } catch (StatusException e) { // the call has ended; its onCancel tells the hub
            over = true;
        } catch (RuntimeException e) {
            Logs.ENGINE.error("subscription to {}: failed", from.wanted().pattern(), e);
            over = true;
            deliveries.fail(HubFailures.broken(from.wanted(), e).asException());
            hub.unsubscribe(from);
        }
    }

    /** {@return whether there may be more that can leave now} */
    private boolean sendNext(HubSubscription from) {
        if (keptSent < from.kept().size()) {
            if (!trySend(from.kept().get(keptSent))) {
                return false;
            }
            keptSent++;
            return true;
        }
        if (batchSent < batch.size()) {
            boolean sent = batch.isGap(batchSent)
                    ? trySend(message.gap(batch.gap(batchSent)))
                    : trySend(batch.event(batchSent));
            batchSent += sent ? 1 : 0;
            return sent;
        }
        EventQueue queue = from.queue();
        Status why = from.ended();
        batchSent = 0;
        if (queue != null && queue.take(batch, Long.MAX_VALUE) > 0) {
            return true;
        }
        if (why != null) {
            over = true;
            deliveries.fail(why.asException());
            hub.unsubscribe(from);
        }
        return false;
    }

    private boolean trySend(HubEvent event) {
        Integer known = numbers.get(event.topic());
        if (known != null) {
            return trySend(message.event(event, known, null));
        }
        if (numbers.size() >= MAX_NUMBERS) {
            numbers.clear(); // the numbers are given anew, with their names
        }
        int number = numbers.size() + 1;
        TopicName name = TopicName.newBuilder()
                .setName(event.topic().name())
                .setType(event.topic().type())
                .build();
        boolean sent = trySend(message.event(event, number, name));
        if (sent) {
            numbers.put(event.topic(), number);
        }
        return sent;
    }

    private boolean trySend(DeliveryMessage<ByteString> next) {
        if (deliveries.trySend(next)) {
            return true;
        }
        deliveries.whenReady(wake);
        return false;
    }
}
