package dev.loopline.internal.durable;

import com.google.protobuf.MessageLite;
import dev.loopline.call.Metadata;
import dev.loopline.call.ResponseStream;
import dev.loopline.internal.engine.StreamIterator;
import dev.loopline.internal.time.Countdown;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The responses of a call that waits for a connection; those of the call itself once it was made. */
final class WaitingResponses<S, R extends MessageLite> implements ResponseStream<R> {
    private final StreamStart<S> start;
    private final Function<S, ResponseStream<R>> responses;
    private final AtomicReference<@Nullable Runnable> whenAvailable = new AtomicReference<>();
    private volatile boolean published;

    WaitingResponses(StreamStart<S> start, Function<S, ResponseStream<R>> responses) {
        this.start = start;
        this.responses = responses;
        start.whenSettled(this::passOn);
    }

    private @Nullable ResponseStream<R> now() {
        S call = start.now();
        return call == null ? null : responses.apply(call);
    }

    private @Nullable ResponseStream<R> madeWell() {
        return start.hasFailed() ? null : now();
    }

    private void requireNoPublisher() {
        if (published) {
            throw new IllegalStateException(
                    start.method() + ": its stream was turned into a publisher (expected: one way of reading it)");
        }
    }

    @Override
    public @Nullable R next() {
        requireNoPublisher();
        return responses.apply(start.await()).next();
    }

    @Override
    public @Nullable R tryNext(Duration timeout) {
        requireNoPublisher();
        ResponseStream<R> made = now();
        if (made != null) {
            return made.tryNext(timeout);
        }
        if (timeout.isZero() || timeout.isNegative()) {
            return null;
        }
        if (timeout.toSeconds() > Integer.MAX_VALUE) {
            return next();
        }
        Countdown countdown = new Countdown(timeout);
        S call = start.await(timeout.toNanos());
        return call == null
                ? null
                : responses.apply(call).tryNext(Duration.ofNanos(Math.max(0, countdown.leftNanos())));
    }

    @Override
    public void whenAvailable(Runnable action) {
        requireNoPublisher();
        whenAvailable.set(action);
        if (start.made().isDone()) {
            passOn();
        }
    }

    /** The call was made, and tells the reader itself; or it cannot be, and the reader is to learn that. */
    private void passOn() {
        Runnable action = whenAvailable.getAndSet(null);
        ResponseStream<R> made = madeWell();
        if (action != null && made != null) {
            made.whenAvailable(action);
        } else if (action != null) {
            action.run();
        }
    }

    @Override
    public int available() {
        ResponseStream<R> made = madeWell();
        return made == null ? 0 : made.available();
    }

    @Override
    public boolean isEnded() {
        ResponseStream<R> made = madeWell();
        return made == null ? start.hasFailed() : made.isEnded();
    }

    @Override
    public Iterator<R> iterator() {
        return new StreamIterator<>(this);
    }

    @Override
    public Flow.Publisher<R> asPublisher() {
        published = true;
        return new WaitingPublisher<>(start, call -> responses.apply(call).asPublisher());
    }

    @Override
    public Metadata trailers() {
        ResponseStream<R> made = madeWell();
        return made == null ? Metadata.EMPTY : made.trailers();
    }

    @Override
    public void close() {
        ResponseStream<R> made = madeWell();
        if (made == null) {
            start.cancel();
        } else {
            made.close();
        }
    }
}
