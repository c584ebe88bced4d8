package dev.loopline.benchmarks.load;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many messages have arrived.
 *
 * <p><b>Threading:</b> one thread at a time counts, any thread looks.
 */
public final class Count {
    private final AtomicLong messages = new AtomicLong();

    /** Makes an empty one. */
    public Count() {}

    /**
     * Counts.
     *
     * @param more that have arrived
     */
    public void add(long more) {
        messages.setOpaque(messages.getPlain() + more);
    }

    /** {@return how many it counted} */
    public long get() {
        return messages.getOpaque();
    }
}
