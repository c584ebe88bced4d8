package dev.loopline.internal.engine;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.StatusException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a publisher publishes. It requests {@value #BATCH} messages, and as many again once half of them were sent;
 * those that do not fit wait here.
 *
 * <p>Any thread; {@code this} guards the fields.
 *
 * @param <T> the messages
 */
final class SendingSubscriber<T extends MessageLite> implements Flow.Subscriber<T> {
    private static final int BATCH = 32;

    private final SendingStream<T> stream;
    private final Queue<T> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private int requested;
    private boolean completed; // by the publisher
    private boolean told; // whether the stream will tell when there is room
    private boolean over;

    SendingSubscriber(SendingStream<T> stream) {
        this.stream = stream;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        requireNonNull(given, "subscription");
        boolean second;
        synchronized (this) {
            second = subscription != null;
            if (!second) {
                subscription = given;
            }
        }
        if (second) {
            given.cancel();
        } else {
            stream.onStop(this::stop);
            goOn();
        }
    }

    @Override
    public void onNext(T message) {
        requireNonNull(message, "message");
        synchronized (this) {
            if (over) {
                return;
            }
            requested--;
            waiting.add(message);
        }
        goOn();
    }

    @Override
    public void onError(Throwable failure) {
        requireNonNull(failure, "failure");
        synchronized (this) {
            over = true;
            waiting.clear();
        }
        stream.fail(Failures.of(failure, Certainty.UNKNOWN).asException());
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            completed = true;
        }
        goOn();
    }

    /** Sends what waits, asks for more, ends. */
    private void goOn() {
        int more = 0;
        boolean complete = false;
        boolean wait = false;
        Flow.Subscription from;
        synchronized (this) {
            from = subscription;
            if (over || from == null) {
                return;
            }
            try {
                while (!waiting.isEmpty() && stream.trySend(waiting.element())) {
                    waiting.remove();
                }
            } catch (StatusException | IllegalStateException e) {
                over = true; // the call has ended, or its stream: whoever waits for either learns how
                waiting.clear();
            }
            if (over) {
                complete = false;
            } else if (!waiting.isEmpty()) {
                wait = !told;
                told = true;
            } else if (completed) {
                over = true;
                complete = true;
            } else if (requested <= BATCH / 2) {
                more = BATCH - requested;
                requested = BATCH;
            }
        }
        if (complete) {
            stream.complete();
        } else if (wait) {
            stream.whenReady(this::onReady);
        } else if (more > 0) {
            from.request(more);
        } else if (isOver()) {
            from.cancel();
        }
    }

    private void onReady() {
        synchronized (this) {
            told = false;
        }
        goOn();
    }

    private synchronized boolean isOver() {
        return over;
    }

    private void stop() {
        Flow.Subscription from;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            waiting.clear();
            from = subscription;
        }
        if (from != null) {
            from.cancel();
        }
    }
}
