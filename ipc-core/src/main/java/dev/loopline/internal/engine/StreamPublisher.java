package dev.loopline.internal.engine;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.StatusException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A stream as a publisher for one subscriber, which is called in the connection's role.
 *
 * <p>What the subscriber has not requested stays in the stream, where it holds back the sender.
 *
 * @param <T> the messages
 */
final class StreamPublisher<T extends MessageLite> implements Flow.Publisher<T>, Flow.Subscription {
    private final ReceivingStream<T> stream;
    private final StreamCall call;
    private final AtomicReference<Flow.@Nullable Subscriber<? super T>> subscriber = new AtomicReference<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable publish = this::publishScheduled;
    private volatile boolean badRequest; // the subscriber asked for less than one message
    private volatile boolean over; // nothing is told to the subscriber any more
    private boolean subscribed; // in the role, as all below: onSubscribe has returned
    private boolean publishing;

    StreamPublisher(ReceivingStream<T> stream, StreamCall call) {
        this.stream = stream;
        this.call = call;
    }

    // ---- any thread

    @Override
    public void subscribe(Flow.Subscriber<? super T> other) {
        requireNonNull(other, "subscriber");
        if (!subscriber.compareAndSet(null, other)) {
            other.onSubscribe(new Nothing());
            other.onError(new IllegalStateException(
                    call.method() + ": a second subscriber of one stream (expected: one; make a call for each)"));
            return;
        }
        call.inRole(() -> {
            tell(() -> other.onSubscribe(this));
            subscribed = true;
            publish();
        });
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            badRequest = true;
        } else {
            demand.accumulateAndGet(count, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
        }
        if (scheduled.compareAndSet(false, true)) {
            call.inRole(publish);
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            call.giveUp();
        }
    }

    // ---- in the role

    private void publishScheduled() {
        scheduled.set(false);
        publish();
    }

    /** Passes on what was requested and is there, and then the end. */
    void publish() {
        Flow.Subscriber<? super T> told = subscriber.get();
        if (told == null || !subscribed || publishing) {
            return;
        }
        publishing = true;
        try {
            passOn(told);
        } finally {
            publishing = false;
        }
    }

    private void passOn(Flow.Subscriber<? super T> told) {
        try {
            while (!over && !badRequest && demand.get() > 0) {
                T message = stream.poll();
                if (message == null) {
                    break;
                }
                demand.decrementAndGet();
                tell(() -> told.onNext(message));
            }
            if (!over && badRequest) {
                over = true;
                call.giveUp();
                tell(() -> told.onError(new IllegalArgumentException("request: 0 or less (expected: 1 or more)")));
            } else if (!over && stream.hasEnded()) {
                over = true;
                tell(told::onComplete);
            }
        } catch (StatusException e) {
            over = true;
            tell(() -> told.onError(e));
        }
    }

    /** A subscriber that throws breaks the rules; its call ends, the connection goes on. */
    private void tell(Runnable signal) {
        try {
            signal.run();
        } catch (RuntimeException e) {
            Logs.ENGINE.error("{}: a subscriber failed, its call is cancelled", call.method(), e);
            over = true;
            call.fail(Failures.of(e, Certainty.UNKNOWN).asException());
        }
    }

    /** The subscription of whom nothing is told. */
    private static final class Nothing implements Flow.Subscription {
        @Override
        public void request(long count) {
            // the failure follows at once
        }

        @Override
        public void cancel() {
            // nothing was begun
        }
    }
}
