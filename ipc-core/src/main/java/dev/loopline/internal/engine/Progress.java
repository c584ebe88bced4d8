package dev.loopline.internal.engine;

/**
 * Watches a message of which only a part has arrived. Its sender, once it may send all of it, brings at least
 * {@value #MIN_BYTES} bytes in {@value #SPANS} spans of {@value #SPAN_SECONDS} s, or the end; otherwise it holds memory for
 * nothing, and the call must end.
 *
 * <p>There are two spans rather than one so that a process that stood still does not blame its peers: in the second it has
 * read what they sent meanwhile.
 *
 * <p>Used in the connection's role only.
 */
final class Progress {
    static final int MIN_BYTES = 64 * 1024;
    static final int SPAN_SECONDS = 5;
    static final int SPANS = 2;
    private static final long SPAN_NANOS = SPAN_SECONDS * 1_000_000_000L;

    private final DeadlineTimer timer;
    private long lookNanos;
    private int spans; // that have ended without progress
    private int arrivedBefore;
    private boolean mayGoOn; // during the whole span

    /**
     * Makes the watch of one message.
     *
     * @param timer goes off when the message is to be looked at
     */
    Progress(DeadlineTimer timer) {
        this.timer = timer;
    }

    /**
     * Begins to watch.
     *
     * @param waiting whether it is this side that the message waits for
     */
    void begin(boolean waiting) {
        mayGoOn = !waiting;
        lookNanos = timer.now() + SPAN_NANOS;
        timer.start(lookNanos);
    }

    /**
     * Looks at the message, if it is time to.
     *
     * @param arrived bytes of it that are there
     * @param waiting whether it is this side that it waits for
     * @return when to look again; not after the given time if the message does not go on
     */
    long look(long nowNanos, int arrived, boolean waiting) {
        if (nowNanos < lookNanos) {
            return lookNanos;
        }
        if (!mayGoOn || arrived - arrivedBefore >= MIN_BYTES) {
            spans = 0;
            arrivedBefore = arrived;
        } else {
            spans++;
        }
        mayGoOn = !waiting;
        if (spans < SPANS) {
            lookNanos = nowNanos + SPAN_NANOS;
        }
        return lookNanos;
    }
}
