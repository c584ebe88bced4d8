package dev.loopline.internal.engine;

/**
 * Finds a peer that opens calls only to cancel them: within {@value #WINDOW_SECONDS} s more than {@value #MAX_CANCELLED},
 * and more than half of those that it opened in that time. Expired deadlines do not count, nor calls that were of use: a
 * reader may well leave a stream after its first messages.
 *
 * <p>Used in the connection's role only.
 */
final class CancelGuard {
    static final int MAX_CANCELLED = 200;
    private static final int WINDOW_SECONDS = 30;
    private static final long WINDOW_NANOS = WINDOW_SECONDS * 1_000_000_000L;

    private final DeadlineTimer clock;
    private long windowEnds;
    private long lastId; // opened so far
    private long firstId; // of those opened in the window
    private long opened;
    private int cancelled;

    CancelGuard(DeadlineTimer clock) {
        this.clock = clock;
    }

    void onOpened(long id) {
        lastId = id;
        opened++;
    }

    /**
     * The peer has cancelled a call that was not of use.
     *
     * @throws ProtocolException if it does so too often
     */
    void onCancelled(long id) {
        long now = clock.now();
        if (now >= windowEnds) {
            windowEnds = now + WINDOW_NANOS;
            opened = 0;
            cancelled = 0;
            firstId = lastId + 1;
        }
        if (id < firstId) {
            return;
        }
        cancelled++;
        if (cancelled > MAX_CANCELLED && cancelled > opened / 2) {
            throw new ProtocolException("calls cancelled without a result: " + cancelled + " of " + opened + " within "
                    + WINDOW_SECONDS + " s (expected: at most " + MAX_CANCELLED + ", or half of those opened)");
        }
    }
}
