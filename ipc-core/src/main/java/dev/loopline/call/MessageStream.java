package dev.loopline.call;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The messages that arrive in one direction of a call, in the order in which they were sent.
 *
 * <p>Nothing is lost, doubled or reordered. If the call fails, all messages that arrived before can still be taken, then
 * one {@link dev.loopline.StatusException} says how it failed. What is not taken holds back the sender: it may send a
 * bounded number of bytes ahead of what was taken here (docs/protocol.md, section 6).
 *
 * <p>A stream is read in one of three ways, and only one: by {@link #next} and {@link #tryNext}, as an
 * {@link Iterable}, or through {@link #asPublisher}.
 *
 * <p><b>Threading:</b> one reader at a time; which thread that is may change. Waiting on a thread that moves frames throws
 * {@link IllegalStateException}, at once.
 *
 * @param <T> the messages
 */
public interface MessageStream<T> extends Iterable<T> {
    /**
     * Takes the next message, waiting for it.
     *
     * <p>An interrupt of the waiting thread cancels the call, which then fails with
     * {@link dev.loopline.StatusCode#CANCELLED}; the thread is still interrupted.
     *
     * @return the message, {@code null} if there are no more
     * @throws dev.loopline.StatusException if the call failed, after all messages that arrived before
     * @throws IllegalStateException on a thread that moves frames, unless a message is there; or if the stream is read
     *     through a publisher
     */
    @Nullable
    T next();

    /**
     * Takes the next message, waiting no longer than a while.
     *
     * @param timeout how long to wait; zero or less does not wait, and is permitted on every thread
     * @return the message, {@code null} if none came in time or there are no more: {@link #isEnded} tells which
     * @throws dev.loopline.StatusException as {@link #next}
     * @throws IllegalStateException as {@link #next}
     */
    @Nullable
    T tryNext(Duration timeout);

    /**
     * Asks to be told when {@link #tryNext} with no timeout is likely to have something to say: a message, the end, or
     * the failure.
     *
     * @param action run once, on the connection's thread or, if there is something already, on the calling thread. Must not
     *     block. Replaces an action that is still waiting.
     */
    void whenAvailable(Runnable action);

    /** {@return how many messages have arrived and wait to be taken} */
    int available();

    /** {@return whether the other side has ended the stream and its last message was taken} */
    boolean isEnded();

    /**
     * {@return the messages, each waited for; every iterator goes on where the one before it stopped. Its methods throw
     * what {@link #next} throws.}
     */
    @Override
    Iterator<T> iterator();

    /**
     * Turns this stream into a publisher; nothing is taken from it in another way then.
     *
     * <p>What the subscriber requests is what is taken, so its demand becomes the sender's credit. The subscriber is
     * called on the connection's thread and must not block there. Cancelling the subscription cancels the call, unless the
     * call has ended.
     *
     * @return a publisher for one subscriber; further ones are told {@link IllegalStateException}
     */
    Flow.Publisher<T> asPublisher();
}
