package dev.loopline.internal.engine;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A call that this side makes, as the table of its connection sees it.
 *
 * <p>Used in the connection's role only.
 */
interface OpenCall {
    MethodDescriptor<?, ?> method();

    /** {@return how long the call may take} */
    Duration timeout();

    /** {@return when it must have ended, by the connection's clock} */
    long deadlineNanos();

    /** {@return the id of its stream, 0 until it was started} */
    long id();

    /** {@return encoded call headers, empty for none} */
    byte[] headers();

    /** {@return whether the application has ended it already} */
    boolean isDone();

    /** Sends what opens the stream. */
    void start(FirstFrame first);

    /** {@return whether it counts against the limit of calls at once} */
    default boolean isCounted() {
        return true;
    }

    /** {@return whether the peer may have seen it} */
    boolean wasSent();

    /** {@return what is known of the execution while there is no result} */
    default Certainty certainty() {
        return wasSent() ? Certainty.UNKNOWN : Certainty.NOT_EXECUTED;
    }

    /** A MESSAGE frame arrived for it. */
    void onMessage(ByteBuffer frame, int flags);

    /** A FRAGMENT frame arrived for it. */
    void onFragment(ByteBuffer frame, int flags);

    /** The peer grants more. */
    void onCredit(long bytes);

    /** {@return when to look again whether a message that arrives goes on; not after the given time if it does not} */
    long look(long nowNanos);

    /** The serving side has ended it well, with metadata. It is still in the table. */
    void onEnd(Metadata trailers);

    /** The serving side has ended it with a failure. It was taken out of the table. */
    void onFailed(Status failure, Metadata trailers);

    /** Ends it with a failure of this side. It was taken out of the table. */
    void fail(Status status);

    /** Lets go of what it was made from and of what it holds of the connection, except for its response. */
    void release();

    /** Gives back the memory of a response that was not decoded. */
    void freeResponse();
}
