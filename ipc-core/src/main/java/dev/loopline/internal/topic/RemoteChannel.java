package dev.loopline.internal.topic;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A topic as a client reaches it. Any thread.
 *
 * @param <T> the events
 */
final class RemoteChannel<T extends MessageLite> implements TopicChannel<T> {
    private static final long ANSWER_SECONDS = 10;
    private static final byte[] NO_KEY = new byte[0];

    private final RemoteBus bus;
    private final Topic<T> topic;
    private volatile @Nullable PublishingStream stream; // the one used last

    RemoteChannel(RemoteBus bus, Topic<T> topic) {
        this.bus = bus;
        this.topic = topic;
    }

    static <T extends MessageLite> byte[] key(Topic<T> topic, T event) {
        String key = topic.keyOf(event);
        if (key.isEmpty()) {
            return NO_KEY;
        }
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Topic.MAX_KEY_BYTES) {
            throw new IllegalArgumentException("key of an event of topic " + topic.name() + ": " + bytes.length
                    + " bytes (expected: at most " + Topic.MAX_KEY_BYTES + ")");
        }
        return bytes;
    }

    @Override
    public Topic<T> topic() {
        return topic;
    }

    @Override
    public Published publish(T event) {
        PublicationMessage message = PublicationMessage.of(requireNonNull(event, "event"), key(topic, event), 0);
        while (true) {
            PublishingStream open = open();
            try {
                open.send(message);
                return Published.QUEUED;
            } catch (StatusException e) {
                requireEnded(open, e);
            } catch (IllegalStateException e) {
                requireRetired(open, e);
            }
        }
    }

    @Override
    public Published tryPublish(T event) {
        PublicationMessage message = PublicationMessage.of(requireNonNull(event, "event"), key(topic, event), 0);
        while (true) {
            PublishingStream open = openNow();
            if (!open.isNext()) {
                return Published.NOT_QUEUED;
            }
            try {
                return open.trySend(message) ? Published.QUEUED : Published.NOT_QUEUED;
            } catch (StatusException e) {
                requireEnded(open, e);
            } catch (IllegalStateException e) {
                requireRetired(open, e);
            }
        }
    }

    @Override
    public CompletableFuture<Receipt> publishConfirmed(T event) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        byte[] key = key(topic, requireNonNull(event, "event"));
        try {
            while (true) {
                PublishingStream open = open();
                long number = open.expect(receipt);
                try {
                    open.send(PublicationMessage.of(event, key, number));
                    return receipt;
                } catch (StatusException e) {
                    open.expectNoMore(number);
                    requireEnded(open, e);
                } catch (IllegalStateException e) {
                    open.expectNoMore(number);
                    requireRetired(open, e);
                }
            }
        } catch (StatusException e) {
            receipt.completeExceptionally(e);
            return receipt;
        }
    }

    /** Lets an event that was not queued be tried on another stream, if the one it was meant for has ended with its connection. */
    private void requireEnded(PublishingStream open, StatusException failure) {
        Status status = failure.status();
        boolean ofConnection =
                status.code() == StatusCode.UNAVAILABLE || status.reason().equals("CALL_ENDED");
        if (!ofConnection || open.isOpen()) {
            throw status.withCertainty(Certainty.NOT_EXECUTED).asException().withCallerTrace();
        }
    }

    /** The same, if the stream was closed to make room for others: by another thread, while this one published. */
    private static void requireRetired(PublishingStream open, IllegalStateException failure) {
        if (open.isOpen()) {
            throw failure;
        }
    }

    /** {@return a stream that the hub has taken, unless this thread must not wait for that} */
    private PublishingStream open() {
        PublishingStream open = openNow();
        if (open.isNext() && open.accepted().isDone() && !open.accepted().isCompletedExceptionally()) {
            return open;
        }
        boolean mayWait = !BlockingCalls.onTransportThread();
        if (!open.isNext() && !mayWait) {
            BlockingCalls.requireWaitingAllowed(true, "publish to " + topic.name());
        }
        if (mayWait) {
            await(open.becomesNext());
            await(open.accepted());
        }
        return open;
    }

    private PublishingStream openNow() {
        PublishingStream open = stream;
        if (open == null || !open.isOpen()) {
            open = bus.stream(topic);
            stream = open;
        }
        return open;
    }

    private void await(CompletableFuture<?> answer) {
        CompletableFuture<?> within = answer.copy().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
        try {
            var unused = BlockingCalls.await("publish to " + topic.name(), within);
        } catch (StatusException e) {
            throw e.status().withCertainty(Certainty.NOT_EXECUTED).asException().withCallerTrace();
        }
    }

    @Override
    public Subscription subscribe(SubscriptionOptions options, Consumer<? super T> handler) {
        return bus.subscribe(topic.asPattern(), options, event -> handler.accept(event.message()));
    }

    @Override
    public Flow.Publisher<T> asPublisher(SubscriptionOptions options) {
        return new EventPublisher<>(topic.asPattern(), options, bus::start);
    }
}
