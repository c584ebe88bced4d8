package dev.loopline.internal.engine;

import dev.loopline.transport.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The wait of a message that has arrived until there is memory to decode it: nearly always none, and at most
 * {@value #MAX_WAIT_MILLIS} ms.
 *
 * <p>It waits rather than being refused at once, because decoding is short: of two pictures that arrive at the same time
 * both should get through. It does not wait longer, because what has been decoded may stay in a handler for any time.
 *
 * <p>Used in the connection's role only.
 */
final class DecodeTurn {
    static final long MAX_WAIT_MILLIS = 1_000;

    private final Runnable onTurn;
    private final Runnable onTooLate;
    private final HeapShare.Claim claim;
    private final boolean now;
    private @Nullable Cancellable timer;
    private boolean over;

    /**
     * Queues a message.
     *
     * @param wireBytes its size
     * @param onTurn called later if it has to wait, when it may be decoded
     * @param onTooLate called later instead, when it has waited for too long
     */
    DecodeTurn(Session session, int wireBytes, Runnable onTurn, Runnable onTooLate) {
        this.onTurn = onTurn;
        this.onTooLate = onTooLate;
        HeapShare share = session.config().memory().decoded();
        claim = share.take(MessageMemory.whileDecoding(wireBytes), () -> session.later(this::turn));
        now = claim.isGranted();
        if (!now) {
            timer = session.schedule(this::tooLate, MAX_WAIT_MILLIS * 1_000_000);
        }
    }

    /** {@return whether it may be decoded at once; nothing is called then} */
    boolean isNow() {
        return now;
    }

    HeapShare.Claim claim() {
        return claim;
    }

    /** The message is decoded, or not wanted any more. */
    void end() {
        over = true;
        stopTimer();
        claim.release();
    }

    private void turn() {
        if (!now && !over) {
            over = true;
            stopTimer();
            onTurn.run();
        }
    }

    private void tooLate() {
        if (!over && !claim.isGranted()) {
            end();
            onTooLate.run();
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
