package dev.loopline.internal.engine;

import dev.loopline.DrainReport;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection in which nothing that was accepted is lost: GOAWAY, then the calls that run, then what waits to be
 * sent, then the close.
 *
 * <p>{@link #begin} takes no more calls of the peer; own calls go on, since handlers that still run may need them, also
 * those of other connections. {@link #finish} takes no more own calls either, and closes once the last of them has ended.
 * {@link #close} waits for nothing but what is to be sent, and not long.
 *
 * <p>Used in the connection's role only, except {@link #served}.
 */
final class OrderlyEnd {
    /** How long what waits for a peer that does not read keeps a connection from being closed. */
    static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Transport transport;
    private final IncomingCalls incoming;
    private final OutgoingCalls outgoing;
    private final Outbound outbound;
    private final CompletableFuture<DrainReport> served = new CompletableFuture<>();
    private int callsAtBegin;
    private boolean begun;
    private boolean finishing;
    private boolean closing;
    private @Nullable Cancellable flushTimer;

    OrderlyEnd(Transport transport, IncomingCalls incoming, OutgoingCalls outgoing, Outbound outbound) {
        this.transport = transport;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.outbound = outbound;
    }

    /** {@return completes once no call of the peer is served any more; any thread} */
    CompletableFuture<DrainReport> served() {
        return served;
    }

    void begin() {
        if (!begun) {
            begun = true;
            callsAtBegin = incoming.runningOfApplication();
            incoming.acceptNoMore();
            sendGoAway(0, "", "");
            goOn();
        }
    }

    void finish() {
        begin();
        finishing = true;
        outgoing.beginNoMore();
        goOn();
    }

    /** A call has ended. What called this goes on first: it may still have something to send. */
    void onCallEnded() {
        if (begun && !closing) {
            transport.execute(this::goOn);
        }
    }

    void onWritable() {
        if (closing) {
            closeOnceSent();
        } else if (begun) {
            goOn();
        }
    }

    private void goOn() {
        if (closing || incoming.running() > 0) {
            return;
        }
        served.complete(new DrainReport(callsAtBegin, 0));
        if (finishing && outgoing.isIdle() && outbound.isEmpty()) {
            closing = true;
            transport.close();
        }
    }

    /**
     * Tells the peer, and closes when that and what waits before it has left. All calls have ended.
     *
     * @param code why, 0 for an end in order
     */
    void close(int code, String reason, String message) {
        if (!begun || code != 0) {
            sendGoAway(code, reason, message);
        }
        closing = true;
        closeOnceSent();
    }

    private void sendGoAway(int code, String reason, String message) {
        outbound.control(
                FrameType.GOAWAY, 0, 0, 0, StatusCodec.goAway(incoming.lastAcceptedId(), code, reason, message));
    }

    private void closeOnceSent() {
        if (outbound.isEmpty()) {
            transport.close();
        } else if (flushTimer == null) {
            flushTimer = transport.schedule(transport::close, FLUSH_NANOS);
        }
    }

    /** The calls that are still served end now, whatever becomes of them. */
    void cutServed() {
        int cut = Math.min(callsAtBegin, incoming.runningOfApplication());
        served.complete(new DrainReport(callsAtBegin - cut, cut));
    }

    void stop() {
        if (flushTimer != null) {
            flushTimer.cancel();
        }
    }
}
