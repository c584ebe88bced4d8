package dev.loopline.internal.topic;

import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ResponseStream;
import dev.loopline.internal.context.CurrentCall;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.Failures;
import dev.loopline.proto.hub.v1.Overflow;
import dev.loopline.proto.hub.v1.SubscribeRequest;
import dev.loopline.proto.hub.v1.Subscribed;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.Gap;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of a client, which outlives its connections.
 *
 * <p>A connection that is lost still has the events that arrived before: they are handled first, and then the hub is told
 * how many those were.
 *
 * @param <T> what events are decoded to
 */
final class RemoteSubscription<T> implements DemandedSubscription {
    private static final Duration CONFIRMATION = Duration.ofSeconds(10);
    private static final String NOT_CONFIRMED = "NOT_CONFIRMED";
    private static final int TURN = 256; // events handled before other tasks of the executor get their turn

    private final RemoteBus bus;
    private final Handling<T> handling;
    private final Turns turns;
    private volatile @Nullable ResponseStream<ReceivedDelivery<T>> stream;
    private volatile boolean closed;
    private volatile @Nullable CompletableFuture<?> connecting;
    private final AtomicInteger unpacked = new AtomicInteger(); // of current, not handled; written by whoever handles
    private @Nullable ReceivedDelivery<T> current; // of whoever handles, as all below
    private final Map<Integer, TopicName> names = new HashMap<>();
    private int lastNumber; // and its name, since the next event is often of the same topic
    private @Nullable TopicName lastName;
    private final Refusals refusals = new Refusals();
    private long resumeId;
    private @Nullable Gap missed; // between two connections, not told yet

    RemoteSubscription(RemoteBus bus, Handling<T> handling) {
        this.bus = bus;
        this.handling = handling;
        SubscriptionOptions options = handling.options();
        Executor executor = options.executor() == null ? bus.hub().handlers() : options.executor();
        this.turns = new Turns(executor, this::handle, e -> end(Failures.of(e, Certainty.UNKNOWN)));
    }

    /**
     * Subscribes, and waits for the hub to confirm it.
     *
     * @throws StatusException if it does not
     */
    void start() {
        BlockingCalls.requireWaitingAllowed(BlockingCalls.onTransportThread(), "subscribe to " + handling.pattern());
        ResponseStream<ReceivedDelivery<T>> opened = open(bus.hub().current());
        Subscribed confirmed;
        try {
            confirmed = confirmation(opened);
        } catch (StatusException e) {
            throw HubFailures.ofRefusal(e.status()).asException().withCallerTrace();
        }
        resumeId = confirmed.getResumeId();
        stream = opened;
        opened.whenAvailable(turns::ask);
    }

    private ResponseStream<ReceivedDelivery<T>> open(IpcConnection connection) {
        CallContext serving = CallContext.current();
        CurrentCall.set(null); // it outlives the call whose handler subscribes
        try {
            return connection.serverStream(
                    TopicMethods.subscribe(handling.pattern()),
                    request(),
                    CallOptions.DEFAULT.withDeadline(CallOptions.NO_DEADLINE));
        } finally {
            CurrentCall.set(serving);
        }
    }

    private SubscribeRequest request() {
        SubscriptionOptions options = handling.options();
        return SubscribeRequest.newBuilder()
                .setPattern(handling.pattern().text())
                .setType(handling.pattern().type())
                .setOverflow(Overflow.valueOf(options.overflow().name()))
                .setMaxMessages(options.maxMessages())
                .setMaxBytes(options.maxBytes())
                .setRetained(options.retained())
                .setResumeId(resumeId)
                .setReceived(handling.live())
                .build();
    }

    /** Waits for the first message. */
    private Subscribed confirmation(ResponseStream<ReceivedDelivery<T>> opened) {
        ReceivedDelivery<T> first = opened.tryNext(CONFIRMATION);
        if (first == null || first.subscribed() == null) {
            opened.close();
            throw new Status(
                            StatusCode.DEADLINE_EXCEEDED,
                            NOT_CONFIRMED,
                            "subscription to " + handling.pattern() + ": the hub did not confirm it within "
                                    + CONFIRMATION.toSeconds() + " s",
                            Certainty.UNKNOWN,
                            null)
                    .asException();
        }
        return first.subscribed();
    }

    // ---- whoever handles

    /** {@return whether there is more} */
    private boolean handle() {
        ResponseStream<ReceivedDelivery<T>> from = stream;
        if (closed || from == null) {
            return false;
        }
        Gap between = missed;
        if (between != null) {
            missed = null;
            handling.miss(between);
        }
        try {
            for (int i = 0; i < TURN; i++) {
                if (!handling.mayGive()) {
                    return false; // it asks for a turn when it wants more
                }
                ReceivedDelivery<T> next = next(from);
                if (next == null) {
                    if (from.isEnded()) {
                        throw Failures.notConnected("the hub has ended the subscription")
                                .asException();
                    }
                    from.whenAvailable(turns::ask);
                    return false;
                }
                handle(next);
                if (closed) {
                    return false;
                }
            }
            return true;
        } catch (StatusException e) {
            onLost(e.status());
            return false;
        }
    }

    /** {@return the next event or gap, {@code null} if none is here} */
    private @Nullable ReceivedDelivery<T> next(ResponseStream<ReceivedDelivery<T>> from) {
        ReceivedDelivery<T> message = current;
        if (message == null) {
            ReceivedDelivery<T> taken = from.tryNext(Duration.ZERO);
            if (taken != null && !taken.more().isEmpty()) {
                current = taken;
                unpacked.setRelease(taken.more().size());
            }
            return taken;
        }
        int left = unpacked.getPlain();
        ReceivedDelivery<T> next = message.more().get(message.more().size() - left);
        unpacked.setRelease(left - 1);
        if (left == 1) {
            current = null;
        }
        return next;
    }

    private void handle(ReceivedDelivery<T> next) {
        T event = next.event();
        if (next.topicName() != null) {
            names.put(next.topicNumber(), next.topicName());
            lastNumber = 0;
            lastName = null;
        }
        TopicName name = name(next.topicNumber());
        if (event != null && name != null) {
            Status why = handling.give(
                    new TopicEvent<>(name.getName(), name.getType(), next.key(), next.isRetained(), event));
            if (why != null) {
                end(why);
            }
        } else if (next.gap() > 0) {
            handling.miss(new Gap(next.gap(), Gap.Cause.OVERFLOW));
        } else {
            throw new Status(
                            StatusCode.INTERNAL,
                            "BAD_RESPONSE",
                            "subscription to " + handling.pattern() + ": a delivery without an event that has a topic",
                            Certainty.EXECUTED,
                            null)
                    .asException();
        }
    }

    /** {@return what a number of this stream stands for} */
    private @Nullable TopicName name(int number) {
        if (number != lastNumber) {
            lastName = names.get(number);
            lastNumber = number;
        }
        return lastName;
    }

    private void onLost(Status why) {
        if (closed) {
            return;
        }
        if (!isOfConnection(why)) {
            end(why);
            return;
        }
        stream = null;
        names.clear();
        lastNumber = 0;
        lastName = null;
        seekConnection();
    }

    private static boolean isOfConnection(Status why) {
        return why.code() == StatusCode.UNAVAILABLE || why.reason().equals(NOT_CONFIRMED);
    }

    /** At once when a connection was lost; after a pause if the hub was asked since, which may be about to end. */
    private void seekConnection() {
        if (refusals.isNone()) {
            seekNow();
            return;
        }
        CompletableFuture<?> pause = refusals.pause();
        connecting = pause;
        if (closed) {
            pause.cancel(false);
            return;
        }
        var unused = pause.thenRun(this::seekNow);
    }

    private void seekNow() {
        CompletableFuture<IpcConnection> next = bus.hub().next();
        connecting = next;
        if (closed) {
            next.cancel(false);
            return;
        }
        var unused = next.whenComplete((connection, failure) -> {
            if (failure == null) {
                renewLater(connection);
            } else if (!closed) {
                end(Failures.of(failure, Certainty.UNKNOWN));
            }
        });
    }

    private void renewLater(IpcConnection connection) {
        try {
            bus.hub().handlers().execute(() -> renew(connection));
        } catch (RejectedExecutionException e) {
            end(Failures.of(e, Certainty.UNKNOWN));
        }
    }

    /** On a thread that may wait. Nothing is handled meanwhile. */
    private void renew(IpcConnection connection) {
        connecting = null;
        try {
            ResponseStream<ReceivedDelivery<T>> opened = open(connection);
            Subscribed confirmed = confirmation(opened);
            refusals.forget();
            resumeId = confirmed.getResumeId();
            if (!confirmed.getResumed()) {
                handling.beginAnew();
                missed = new Gap(0, Gap.Cause.RECONNECT);
            } else if (confirmed.getMissed() > 0) {
                missed = new Gap(confirmed.getMissed(), Gap.Cause.RECONNECT);
            }
            stream = opened;
            if (closed) {
                opened.close();
                return;
            }
            if (missed == null) {
                opened.whenAvailable(turns::ask);
            } else {
                turns.ask(); // which asks for the rest
            }
        } catch (StatusException e) {
            refusals.count();
            onLost(e.status());
        }
    }

    private void end(Status why) {
        if (stop()) {
            handling.end(why);
        }
    }

    // ---- any thread

    private boolean stop() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        CompletableFuture<?> seeking = connecting;
        if (seeking != null) {
            seeking.cancel(false);
        }
        ResponseStream<ReceivedDelivery<T>> open = stream;
        if (open != null) {
            open.close();
        }
        bus.forget(this);
        return true;
    }

    @Override
    public void request(long count) {
        handling.request(count);
        turns.ask();
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public TopicPattern<?> pattern() {
        return handling.pattern();
    }

    @Override
    public long delivered() {
        return handling.delivered();
    }

    @Override
    public long missed() {
        return handling.missed();
    }

    @Override
    public int queued() {
        ResponseStream<ReceivedDelivery<T>> open = stream;
        return open == null ? 0 : unpacked.get() + open.available();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public String toString() {
        return "subscription to " + handling.pattern();
    }
}
