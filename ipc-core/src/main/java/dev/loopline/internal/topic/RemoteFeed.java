package dev.loopline.internal.topic;

import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.StreamSender;
import dev.loopline.internal.engine.Logs;
import dev.loopline.proto.hub.v1.SubscribeRequest;
import dev.loopline.proto.hub.v1.Subscribed;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import java.util.HashMap;
import java.util.List;
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
    /**
     * Largest message of several events: a quarter of the credit that a stream begins with. A larger one would now and then find
     * most of its credit and wait for the rest, on a stream that is never empty enough to be given more.
     */
    static final int MESSAGE_BYTES = 4 * 1024 - 16;

    private static final int GAP_BYTES = 16; // at most
    private static final int NAME_BYTES = 2 * Topic.MAX_NAME_LENGTH + 16; // at most, with the type
    private static final int MAX_NUMBERS = 1024;

    private final Hub hub;
    private final StreamSender<DeliveryMessage> deliveries;
    private final AtomicInteger work = new AtomicInteger(); // calls of wake() that were not looked at
    private final Runnable wake = this::wake;
    private final long messageBytes;
    private @Nullable HubSubscription subscription; // set once, before the first wake()
    private @Nullable EventQueue queue; // set once, before that
    private List<HubEvent> kept = List.of();

    // Of the thread that sends, as all below.
    private final DeliveryMessage message = new DeliveryMessage(); // what leaves next
    private final EventBatch batch = new EventBatch(BATCH, event -> 0);
    private final Map<HubTopic, Integer> numbers = new HashMap<>();
    private @Nullable HubTopic lastTopic; // and its number, since the next event is often of the same
    private int lastNumber;
    private int keptAdded;
    private int batchAdded;
    private boolean over;

    private RemoteFeed(Hub hub, HubPeer peer, StreamSender<DeliveryMessage> deliveries) {
        this.hub = hub;
        this.messageBytes = Math.min(MESSAGE_BYTES, peer.maxMessageBytes());
        this.deliveries = deliveries;
    }

    /** Makes a subscription and delivers to it until the call ends. */
    static void start(
            Hub hub,
            HubPeer peer,
            SubscribeRequest request,
            StreamSender<DeliveryMessage> deliveries,
            CallContext call) {
        RemoteFeed feed = new RemoteFeed(hub, peer, deliveries);
        HubSubscription.Wanted wanted = wanted(request);
        HubSubscription made =
                request.getResumeId() == 0 ? null : hub.resume(peer, request.getResumeId(), wanted, feed);
        boolean resumed = made != null;
        HubSubscription subscription = made == null ? hub.subscribe(peer, wanted, feed) : made;
        feed.kept = subscription.kept();
        call.onCancel(() -> feed.onCancelled(call, subscription));
        Subscribed confirmation = Subscribed.newBuilder()
                .setResumeId(subscription.resumeId())
                .setResumed(resumed)
                .setMissed(resumed ? Math.max(0, subscription.offeredBefore() - request.getReceived()) : 0)
                .build();
        if (!deliveries.trySend(feed.message.subscribed(confirmation))) {
            throw new IllegalStateException("subscription to " + wanted.pattern() + ": no room for a first message");
        }
        feed.message.clear();
        feed.subscription =
                subscription; // not before: whoever publishes meanwhile would send ahead of the confirmation
        feed.wake();
    }

    private void onCancelled(CallContext call, HubSubscription cancelled) {
        if (call.connection().isOpen()) {
            hub.unsubscribe(cancelled, this);
        } else {
            hub.lose(cancelled, this);
        }
    }

    @Override
    public void attached(EventQueue to) {
        queue = to;
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
        } catch (StatusException e) {
            over = true;
            if (e.code() == StatusCode.RESOURCE_EXHAUSTED) { // an event that the subscriber does not take, or no memory
                deliveries.fail(e);
                hub.unsubscribe(from, this);
            } // else the call has ended; its onCancel tells the hub
        } catch (RuntimeException e) {
            Logs.ENGINE.error("subscription to {}: failed", from.wanted().pattern(), e);
            over = true;
            deliveries.fail(HubFailures.broken(from.wanted(), e).asException());
            hub.unsubscribe(from, this);
        }
    }

    /** {@return whether there may be more that can leave now} */
    private boolean sendNext(HubSubscription from) {
        if (message.parts() == 0 && !fill()) {
            Status why = from.ended();
            if (!take() && why != null) {
                over = true;
                deliveries.fail(why.asException());
                hub.unsubscribe(from, this);
            }
            return batch.size() > 0;
        }
        if (!deliveries.trySend(message)) {
            deliveries.whenReady(wake);
            return false;
        }
        message.clear();
        return true;
    }

    /** {@return whether something has come out of the queue} */
    private boolean take() {
        EventQueue waiting = queue; // not that of a later connection
        batchAdded = 0;
        return waiting != null && waiting.take(batch, Long.MAX_VALUE) > 0;
    }

    /**
     * Puts kept events, then those that were taken, into one message.
     *
     * @return whether there were some
     */
    private boolean fill() {
        while (keptAdded < kept.size() && message.parts() < BATCH && fits(kept.get(keptAdded))) {
            add(kept.get(keptAdded++));
        }
        while (keptAdded == kept.size() && batchAdded < batch.size()) {
            if (batch.isGap(batchAdded) && fits(GAP_BYTES)) {
                message.addGap(batch.gap(batchAdded));
            } else if (!batch.isGap(batchAdded) && fits(batch.event(batchAdded))) {
                add(batch.event(batchAdded));
            } else {
                break;
            }
            batchAdded++;
        }
        return message.parts() > 0;
    }

    private boolean fits(HubEvent event) {
        return fits(event.costBytes() + (event.topic() == lastTopic ? 0 : NAME_BYTES));
    }

    private boolean fits(int moreBytes) {
        return message.parts() == 0 || message.getSerializedSize() + moreBytes <= messageBytes;
    }

    private void add(HubEvent event) {
        HubTopic topic = event.topic();
        if (topic == lastTopic) {
            message.addEvent(event, lastNumber, null);
            return;
        }
        Integer known = numbers.get(topic);
        TopicName name = null;
        if (known == null) {
            if (numbers.size() >= MAX_NUMBERS) {
                numbers.clear(); // the numbers are given anew, with their names
            }
            known = numbers.size() + 1;
            numbers.put(topic, known);
            name = TopicName.newBuilder()
                    .setName(topic.name())
                    .setType(topic.type())
                    .build();
        }
        lastTopic = topic;
        lastNumber = known;
        message.addEvent(event, known, name);
    }
}
