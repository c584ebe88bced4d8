package dev.loopline.internal.engine;

import dev.loopline.Keepalive;
import dev.loopline.internal.observe.ConnectionFigures;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Notices that nothing arrives any more: asks by PING, and ends the connection if nothing comes then either.
 *
 * <p>It costs a frame nothing: a timer looks at the count of frames each eighth of the idle time. The side that
 * connected asks one look earlier, so that only one of the two asks.
 *
 * <p>A question is given up only after eight looks in a row, each in time and in vain. A look that is late means that this
 * process stood still, and perhaps the whole machine: then the peer is given all of the time anew. So it is while bytes
 * still leave for it, in front of the question or behind it.
 *
 * <p>Used in the connection's role only.
 */
final class SilenceWatch {
    private static final int LOOKS = 8;
    private static final byte[] BODY = new byte[PingGuard.BODY_BYTES];

    private final Transport transport;
    private final Outbound outbound;
    private final ConnectionFigures figures;
    private final Runnable onSilent;
    private final Runnable look = this::look;
    private final long idleNanos;
    private final long waitNanos; // for an answer
    private final int looksBeforeAsking;
    private @Nullable Cancellable timer;
    private long dueNanos;
    private long framesSeen;
    private int silentLooks;
    private boolean asked;
    private long mostLeft; // bytes that had left this process

    /**
     * Makes it; {@link #start} starts it.
     *
     * @param keepalive how long to wait
     * @param patient whether this side leaves it to the other to ask, if it does
     * @param onSilent run once
     */
    SilenceWatch(
            Transport transport,
            Outbound outbound,
            ConnectionFigures figures,
            Keepalive keepalive,
            boolean patient,
            Runnable onSilent) {
        this.transport = transport;
        this.outbound = outbound;
        this.figures = figures;
        this.onSilent = onSilent;
        this.idleNanos = keepalive.idle().toNanos();
        this.waitNanos = keepalive.timeout().toNanos();
        this.looksBeforeAsking = patient ? LOOKS : LOOKS - 1;
    }

    void start() {
        if (idleNanos > 0) {
            lookIn(idleNanos / LOOKS);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void lookIn(long nanos) {
        dueNanos = transport.nanoTime() + nanos;
        timer = transport.schedule(look, nanos);
    }

    private void look() {
        timer = null;
        long frames = figures.framesReceived();
        if (frames != framesSeen) {
            framesSeen = frames;
            silentLooks = 0;
            asked = false;
            lookIn(idleNanos / LOOKS);
        } else if (asked) {
            awaitAnswer();
        } else if (++silentLooks >= looksBeforeAsking) {
            asked = true;
            silentLooks = 0;
            mostLeft = left();
            outbound.control(FrameType.PING, BODY);
            lookIn(waitNanos / LOOKS);
        } else {
            lookIn(idleNanos / LOOKS);
        }
    }

    private void awaitAnswer() {
        boolean late = transport.nanoTime() - dueNanos > waitNanos / LOOKS;
        long left = left();
        boolean leaves = left > mostLeft && transport.pendingBytes() > 0;
        mostLeft = Math.max(mostLeft, left);
        silentLooks = late || leaves ? 0 : silentLooks + 1;
        if (silentLooks >= LOOKS) {
            onSilent.run();
        } else {
            lookIn(waitNanos / LOOKS);
        }
    }

    /** {@return the bytes that the transport was given and has passed on, nearly} */
    private long left() {
        return figures.bytesSent() - transport.pendingBytes();
    }
}
