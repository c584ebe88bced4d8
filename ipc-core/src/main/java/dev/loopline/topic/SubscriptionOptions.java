package dev.loopline.topic;

import static java.util.Objects.requireNonNull;

import dev.loopline.Status;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How events reach a subscriber.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param overflow what becomes of events that are not taken in time
 * @param maxMessages how many events wait at the hub, 1 to {@value #MOST_MESSAGES}
 * @param maxBytes how many bytes of events wait at the hub, 1 to 2^30; one event always may
 * @param retained whether the events that the hub keeps are delivered first
 * @param endOnFailure whether a handler that throws ends the subscription
 * @param executor runs the handler, one event after the other, with at most one task queued; {@code null} for the threads
 *     of the library
 * @param onGap told of events that are not delivered, in their place in the order, where the handler runs; {@code null} to
 *     have them logged
 * @param onEnd told why the subscription has ended, where the handler runs, unless its own side has closed it;
 *     {@code null} to have it logged
 */
public record SubscriptionOptions(
        OverflowPolicy overflow,
        int maxMessages,
        long maxBytes,
        boolean retained,
        boolean endOnFailure,
        @Nullable Executor executor,
        @Nullable Consumer<Gap> onGap,
        @Nullable Consumer<Status> onEnd) {
    /** Most events that can be asked to wait. */
    public static final int MOST_MESSAGES = 1 << 20;

    private static final long MOST_BYTES = 1L << 30;

    /** Drops the oldest of more than 1,024 events or 4 MiB; nothing retained; threads of the library. */
    public static final SubscriptionOptions DEFAULT =
            new SubscriptionOptions(OverflowPolicy.DROP_OLDEST, 1024, 4L << 20, false, false, null, null, null);

    /**
     * Checks the parts.
     *
     * @param overflow any
     * @param maxMessages 1 to {@value #MOST_MESSAGES}
     * @param maxBytes 1 to 2^30
     * @param retained any
     * @param endOnFailure any
     * @param executor any
     * @param onGap any
     * @param onEnd any
     * @throws IllegalArgumentException if a bound is not kept
     */
    public SubscriptionOptions {
        requireNonNull(overflow, "overflow");
        if (maxMessages < 1 || maxMessages > MOST_MESSAGES) {
            throw new IllegalArgumentException("maxMessages: " + maxMessages + " (expected: 1.." + MOST_MESSAGES + ")");
        }
        if (maxBytes < 1 || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: 1.." + MOST_BYTES + ")");
        }
    }

    /**
     * {@return these options with another policy}
     *
     * @param policy what becomes of events that are not taken in time
     */
    public SubscriptionOptions withOverflow(OverflowPolicy policy) {
        return new SubscriptionOptions(policy, maxMessages, maxBytes, retained, endOnFailure, executor, onGap, onEnd);
    }

    /**
     * {@return these options with another queue}
     *
     * @param messages how many events wait at the hub
     * @param bytes how many bytes of events wait at the hub
     */
    public SubscriptionOptions withQueue(int messages, long bytes) {
        return new SubscriptionOptions(overflow, messages, bytes, retained, endOnFailure, executor, onGap, onEnd);
    }

    /** {@return these options, with the events that the hub keeps delivered first, then all that follow, without a hole} */
    public SubscriptionOptions withRetained() {
        return new SubscriptionOptions(overflow, maxMessages, maxBytes, true, endOnFailure, executor, onGap, onEnd);
    }

    /** {@return these options, with the subscription ended by a handler that throws, with the reason {@code HANDLER_FAILED}} */
    public SubscriptionOptions withEndOnFailure() {
        return new SubscriptionOptions(overflow, maxMessages, maxBytes, retained, true, executor, onGap, onEnd);
    }

    /**
     * {@return these options with another place for the handler}
     *
     * @param handlers runs it: a UI thread, say. One task is queued there at most. {@code Runnable::run} is the connection's
     *     own thread, where the handler must not block
     */
    public SubscriptionOptions on(Executor handlers) {
        return new SubscriptionOptions(
                overflow,
                maxMessages,
                maxBytes,
                retained,
                endOnFailure,
                requireNonNull(handlers, "handlers"),
                onGap,
                onEnd);
    }

    /**
     * {@return these options with a listener for events that are not delivered}
     *
     * @param listener called in the place of the missing events, where the handler runs
     */
    public SubscriptionOptions onGap(Consumer<Gap> listener) {
        return new SubscriptionOptions(
                overflow,
                maxMessages,
                maxBytes,
                retained,
                endOnFailure,
                executor,
                requireNonNull(listener, "listener"),
                onEnd);
    }

    /**
     * {@return these options with a listener for the end}
     *
     * @param listener called once, behind the last event, unless this side closes the subscription
     */
    public SubscriptionOptions onEnd(Consumer<Status> listener) {
        return new SubscriptionOptions(
                overflow,
                maxMessages,
                maxBytes,
                retained,
                endOnFailure,
                executor,
                onGap,
                requireNonNull(listener, "listener"));
    }
}
