package dev.loopline.internal.engine;

import dev.loopline.Status;
import dev.loopline.StatusException;

/** The call that a stream of messages belongs to, as its two directions see it. */
interface StreamCall {
    // ---- any thread

    /** {@return what is called, for messages} */
    Object method();

    /** Runs a task in the connection's role; without a connection, at once. */
    void inRole(Runnable task);

    /** {@return whether the current thread moves frames, and so must never wait} */
    boolean onTransportThread();

    /** {@return how those wait who read or write it} */
    BlockedSpin blocked();

    /** {@return the connection's time} */
    long nowNanos();

    /** The application wants no more of the call. */
    void giveUp();

    /** The application ends the call with a failure. */
    void fail(StatusException failure);

    /** {@return how this side ends its direction if all went well} */
    default SendingStream.Ending goodEnd() {
        return SendingStream.Ending.WELL;
    }

    /** {@return the failure of a call whose message cannot be parsed} */
    Status unreadable(Throwable cause);

    // ---- in the role

    /** {@return the id of the stream} */
    long id();

    /** There are frames to send. */
    void hasFrames(BulkSource source);

    /** There are none any more. */
    void dropFrames(BulkSource source);

    /** All that was to be sent in this direction was handed to the transport, its end included. */
    void onAllSent();

    /** The direction that arrives has ended well; all of it is there to be taken. */
    void onAllArrived();

    /** A message that arrived cannot be taken; the call must end. */
    void onUnusable(Status why);
}
