package dev.loopline.internal.observe;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What has passed over one connection so far, and what waits to leave it.
 *
 * <p>Counted always, by plain stores, since that costs less than to ask whether anybody wants to know. The methods that
 * change it are for the connection's role, those that read it for any thread; a reader may be some nanoseconds behind.
 */
public final class ConnectionFigures {
    private final AtomicLong framesSent = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicLong framesReceived = new AtomicLong();
    private final AtomicLong bytesReceived = new AtomicLong();
    private final AtomicLong queuedMessages = new AtomicLong();
    private final AtomicLong queuedBytes = new AtomicLong();

    /** Makes figures that are all zero. */
    public ConnectionFigures() {}

    // ---- in the role

    /**
     * The transport took a frame.
     *
     * @param bytes its size
     */
    public void sent(int bytes) {
        add(framesSent, 1);
        add(bytesSent, bytes);
    }

    /**
     * A frame arrived.
     *
     * @param bytes its size
     */
    public void received(int bytes) {
        add(framesReceived, 1);
        add(bytesReceived, bytes);
    }

    /**
     * The queues of what leaves have changed.
     *
     * @param messages how many more wait
     * @param bytes how many more of them wait; both less than zero if fewer do
     */
    public void queued(int messages, long bytes) {
        add(queuedMessages, messages);
        add(queuedBytes, bytes);
    }

    /**
     * The queues of what leaves were counted anew.
     *
     * @param messages how many wait
     * @param bytes how many of them
     */
    public void queuedNow(int messages, long bytes) {
        queuedMessages.lazySet(messages);
        queuedBytes.lazySet(bytes);
    }

    /**
     * Adds what another connection has sent and received, not what it has waiting.
     *
     * @param other the connection
     */
    public void addTraffic(ConnectionFigures other) {
        add(framesSent, other.framesSent());
        add(bytesSent, other.bytesSent());
        add(framesReceived, other.framesReceived());
        add(bytesReceived, other.bytesReceived());
    }

    /** There is one writer, so that no atomic instruction is needed. */
    private static void add(AtomicLong figure, long more) {
        figure.lazySet(figure.getPlain() + more);
    }

    // ---- any thread

    /** {@return frames that the transport took} */
    public long framesSent() {
        return framesSent.get();
    }

    /** {@return bytes of those frames} */
    public long bytesSent() {
        return bytesSent.get();
    }

    /** {@return frames that arrived} */
    public long framesReceived() {
        return framesReceived.get();
    }

    /** {@return bytes of those frames} */
    public long bytesReceived() {
        return bytesReceived.get();
    }

    /** {@return messages and control frames that the transport has not wholly taken} */
    public long queuedMessages() {
        return queuedMessages.get();
    }

    /** {@return bytes of those that the transport has not taken} */
    public long queuedBytes() {
        return queuedBytes.get();
    }
}
