package dev.loopline.transport;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * One open connection to a peer, able to move hello bytes and then {@link Frame}s both ways.
 *
 * <p>A transport knows nothing of methods, deadlines or topics. It keeps these promises: what was handed over leaves in
 * that order, what arrives is delivered in the order in which the peer sent it, and
 * {@link TransportListener#onClosed} is the last callback and happens exactly once.
 *
 * <p><b>The connection's role.</b> Callbacks, tasks of {@link #execute} and timers of {@link #schedule} of one
 * connection never run at the same time. Whoever runs one of them holds the connection's role at that moment; it need
 * not always be the same thread, but each sees what the one before it did. Nothing that runs in the role may block.
 *
 * <p><b>Threading:</b> {@link #execute}, {@link #schedule}, {@link #inRole}, {@link #nanoTime}, {@link #close} and
 * {@link #abort} may be called from any thread, all others in the role only. None of them blocks.
 */
public interface Transport {
    /**
     * Sends bytes of the handshake, before any frame.
     *
     * @param bytes copied before this method returns
     */
    void sendHello(ByteBuffer bytes);

    /**
     * Copies a frame into what is waiting to be written. It is written out once some 4 KiB wait, and at the latest when
     * the current callback or task ends.
     *
     * @param frame read during this call only
     * @return what became of it
     * @throws IllegalArgumentException if the frame is larger than {@link TransportOptions#maxFrameBytes}
     */
    OfferResult offer(Frame frame);

    /** {@return how many bytes were accepted and not yet taken by the operating system or the peer} */
    int pendingBytes();

    /**
     * Runs a task in the role.
     *
     * @param task must not block; never run inside this call, not even when called in the role. Tasks of one thread run
     *     in the order in which it passed them. Dropped if the connection has closed.
     */
    void execute(Runnable task);

    /**
     * Runs a task in the role later.
     *
     * @param task must not block
     * @param delayNanos when, from now; zero or less is as soon as possible
     * @return cancels it
     */
    Cancellable schedule(Runnable task, long delayNanos);

    /** {@return whether the current thread holds the role} */
    boolean inRole();

    /** {@return whether the current thread moves frames of this or another connection, and so must never wait} */
    boolean onTransportThread();

    /** {@return the transport's clock, in nanoseconds from an arbitrary origin; the one that {@link #schedule} follows} */
    long nanoTime();

    /** {@return this side's address} */
    SocketAddress localAddress();

    /** {@return the peer's address} */
    SocketAddress remoteAddress();

    /** Writes what was accepted so far, then closes. Later calls have no effect. */
    void close();

    /** Closes at once; what was accepted and not written is lost. */
    void abort();
}
