package dev.loopline.internal.topic;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.internal.context.CurrentCall;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.Logs;
import dev.loopline.internal.engine.Session;
import dev.loopline.proto.hub.v1.PublicationResult;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel.Receipt;
import dev.loopline.transport.LimitedLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a client publishes to one topic over one connection. Any thread, except where said.
 */
final class PublishingStream {
    /** Events that wait for their receipts at once. */
    static final int MAX_UNCONFIRMED = 65_536;

    private static final LimitedLog LOG = LimitedLog.named("dev.loopline.topics");

    private final Topic<?> topic;
    private final CompletableFuture<?> formerEnded; // not the stream itself, which would keep all before it
    private final BidiStream<PublicationMessage, PublicationResult> stream;
    private final PublicationSender events;
    private final CompletableFuture<Void> accepted = new CompletableFuture<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<Receipt>> unconfirmed = new ConcurrentHashMap<>();
    private final AtomicLong lastConfirm = new AtomicLong();
    private volatile boolean retired;

    /**
     * Opens it; the hub's answer comes later.
     *
     * @param former published to the same topic, and may still have events that must be taken first
     */
    PublishingStream(IpcConnection connection, Topic<?> topic, @Nullable PublishingStream former) {
        this(connection, topic, former, null);
    }

    private PublishingStream(
            IpcConnection connection,
            Topic<?> topic,
            @Nullable PublishingStream former,
            @Nullable PublicationMessage will) {
        this.topic = topic;
        this.formerEnded = former == null ? CompletableFuture.completedFuture(null) : former.ended;
        CallContext serving = CallContext.current();
        CurrentCall.set(null); // it outlives the call whose handler publishes
        try {
            stream = connection.bidiStream(
                    TopicMethods.PUBLISH, CallOptions.DEFAULT.withDeadline(CallOptions.NO_DEADLINE));
        } finally {
            CurrentCall.set(serving);
        }
        Session session = Session.of(connection);
        events = new PublicationSender(stream, session::later, session.maxMessageBytesOfPeer());
        stream.responses().whenAvailable(this::takeResults);
        try {
            if (!stream.trySend(will == null ? PublicationMessage.opening(name(topic), topic.isRetained()) : will)) {
                throw new IllegalStateException("publishing to " + topic.name() + ": no room for a first message");
            }
        } catch (StatusException e) { // it has failed already, and the responses say how
            Logs.ENGINE.debug("publishing to {}: not opened", topic.name(), e);
        }
    }

    /** {@return a stream that leaves an event behind for as long as it is open} */
    static <T extends MessageLite> PublishingStream ofWill(IpcConnection connection, Topic<T> topic, T event) {
        return new PublishingStream(
                connection,
                topic,
                null,
                PublicationMessage.will(name(topic), topic.isRetained(), RemoteChannel.key(topic, event), event));
    }

    private static TopicName name(Topic<?> topic) {
        return TopicName.newBuilder()
                .setName(topic.name())
                .setType(topic.type())
                .build();
    }

    String topicName() {
        return topic.name();
    }

    /** {@return whether events can be sent on it, as far as is known, and are for this very topic} */
    boolean goesOnFor(Topic<?> wanted) {
        return isOpen()
                && topic.isRetained() == wanted.isRetained()
                && topic.type().equals(wanted.type());
    }

    boolean isOpen() {
        return !retired && !ended.isDone();
    }

    /** {@return completes when the hub has taken the topic, or with why it has not} */
    CompletableFuture<Void> accepted() {
        return accepted;
    }

    /** {@return completes, never with an exception, when nothing of this stream is under way any more} */
    CompletableFuture<Status> ended() {
        return ended;
    }

    /** {@return whether all events of the stream before this one were taken, or lost} */
    boolean isNext() {
        return formerEnded.isDone();
    }

    /** {@return completes when {@link #isNext}} */
    CompletableFuture<?> becomesNext() {
        return formerEnded;
    }

    void send(PublicationMessage message) {
        events.send(message);
    }

    boolean trySend(PublicationMessage message) {
        return events.trySend(message);
    }

    /**
     * Begins to wait for the receipt of an event.
     *
     * @return the number that it is to be sent with
     * @throws StatusException if too many are waited for
     */
    long expect(CompletableFuture<Receipt> receipt) {
        if (unconfirmed.size() >= MAX_UNCONFIRMED) {
            throw new Status(
                            StatusCode.RESOURCE_EXHAUSTED,
                            "TOO_MANY_UNCONFIRMED",
                            "topic " + topic.name() + ": " + MAX_UNCONFIRMED
                                    + " events wait for their receipts (expected: fewer; wait for some)",
                            Certainty.NOT_EXECUTED,
                            null)
                    .asException();
        }
        long number = lastConfirm.incrementAndGet();
        unconfirmed.put(number, receipt);
        Status how = ended.getNow(null);
        if (how != null) {
            unconfirmed.remove(number);
            throw how.asException();
        }
        return number;
    }

    void expectNoMore(long number) {
        unconfirmed.remove(number);
    }

    /** Takes no more events; those that it has taken still leave. */
    void retire() {
        retired = true;
        events.complete();
    }

    /** Withdraws what was left behind. */
    void cancel() {
        retired = true;
        stream.close();
    }

    // ---- one thread at a time

    private void takeResults() {
        try {
            while (true) {
                PublicationResult next = stream.responses().tryNext(Duration.ZERO);
                if (next == null) {
                    break;
                }
                take(next);
            }
            if (!stream.responses().isEnded()) {
                stream.responses().whenAvailable(this::takeResults);
                return;
            }
            end(Failures.notConnected("the hub has ended the stream"));
        } catch (StatusException e) {
            end(e.status());
        }
    }

    private void take(PublicationResult result) {
        if (!accepted.isDone()) {
            accepted.complete(null);
            return;
        }
        CompletableFuture<Receipt> waiting = unconfirmed.remove(result.getConfirm());
        if (result.getCode() == 0) {
            if (waiting != null) {
                waiting.complete(new Receipt(result.getSubscriptions()));
            }
            return;
        }
        StatusException refusal = new Status(
                        StatusCode.ofNumber(result.getCode()),
                        result.getReason(),
                        result.getMessage(),
                        Certainty.NOT_EXECUTED,
                        null)
                .asException();
        if (waiting == null) {
            LOG.warn("topic {}: the hub refused an event: {}", topic.name(), refusal.status());
        } else {
            waiting.completeExceptionally(refusal);
        }
    }

    private void end(Status how) {
        if (!accepted.completeExceptionally(how.asException()) && how.code() != StatusCode.UNAVAILABLE) {
            LOG.warn("topic {}: publishing was ended by the hub: {}", topic.name(), how);
        }
        ended.complete(how);
        for (Long number : List.copyOf(unconfirmed.keySet())) {
            CompletableFuture<Receipt> waiting = unconfirmed.remove(number);
            if (waiting != null) {
                waiting.completeExceptionally(
                        how.withCertainty(Certainty.UNKNOWN).asException());
            }
        }
    }
}
