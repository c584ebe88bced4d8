package dev.loopline.call;

import dev.loopline.StatusException;
import java.util.concurrent.Flow;

/**
 * The messages that leave in one direction of a call. Not for implementation by applications.
 *
 * <p>The receiver grants how many bytes may be sent ahead of what it has taken. Whoever sends more waits; nothing is
 * buffered beyond that, except one message that is larger than what is left of the grant.
 *
 * <p>In a handler, the end of the handler ends the stream. A handler that has asked for {@link #whenReady} or
 * {@link #asSubscriber} may return before it has sent everything: it then ends the stream by {@link #complete} or
 * {@link #fail}, on any thread. Throwing ends the call in any case.
 *
 * <p><b>Threading:</b> any thread, several at once too; messages of one thread leave in the order of its calls.
 *
 * @param <T> the messages
 */
public interface StreamSender<T> {
    /**
     * Sends a message, waiting until the receiver has granted room for it.
     *
     * <p>An interrupt of a caller that waits cancels the call. It then fails with
     * {@link dev.loopline.StatusCode#CANCELLED}, and the thread is still interrupted.
     *
     * @param message what to send; it is encoded before this method returns. Long byte fields are not copied then but when
     *     they leave: an array that was wrapped as a {@code ByteString} without a copy must not be changed any more.
     * @throws StatusException if the call has ended, with how it ended; if the other side has ended it well before it had
     *     all messages, with reason {@code CALL_ENDED}. Or if the message is larger than the receiver takes
     *     ({@code MESSAGE_TOO_LARGE}); the call goes on then.
     * @throws IllegalStateException after {@link #complete} or {@link #fail}; or if it would wait on a thread that moves
     *     frames
     */
    void send(T message);

    /**
     * Sends a message if that is possible without waiting.
     *
     * @param message what to send; encoded before this method returns, as by {@link #send}
     * @return whether it will be sent; otherwise try again after {@link #whenReady}
     * @throws StatusException as {@link #send}
     * @throws IllegalStateException after {@link #complete} or {@link #fail}
     */
    boolean trySend(T message);

    /**
     * Asks to be told when {@link #trySend} is likely to succeed.
     *
     * @param action run once, on the connection's thread or, if there is room already, on the calling thread; also when
     *     the call has ended, so that {@code trySend} then says how. Must not block. Replaces an action that is still
     *     waiting.
     */
    void whenReady(Runnable action);

    /**
     * Says that no more messages follow. What was sent before still arrives. Has no effect on a stream that was ended or
     * whose call has ended.
     */
    void complete();

    /**
     * Ends the call with a failure: a handler's reaches the caller behind the messages that were sent before, a caller's
     * cancels the call. Has no effect on a stream that was ended or whose call has ended.
     *
     * @param failure how the call ends
     */
    void fail(StatusException failure);

    /**
     * {@return a subscriber whose messages are sent here: it requests as many as fit, and its completion and failure end
     * the stream as {@link #complete} and {@link #fail} do. It cancels its subscription when the call ends. For one
     * publisher.}
     */
    Flow.Subscriber<T> asSubscriber();
}
