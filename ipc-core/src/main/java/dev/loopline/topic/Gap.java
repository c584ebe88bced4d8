package dev.loopline.topic;

/**
 * Events that were published while the subscription stood and are not delivered.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param count how many, 1 or more; 0 if nobody knows, since the hub has ended and another has taken its place
 * @param cause why
 */
public record Gap(long count, Cause cause) {
    /** Why events were not delivered. */
    public enum Cause {
        /** The subscriber was slow, and its {@link OverflowPolicy} dropped them. */
        OVERFLOW,

        /** The connection was lost, and they were published before it was made again. */
        RECONNECT
    }

    /**
     * Checks the parts.
     *
     * @param count 0 or more; 0 only after a new connection
     * @param cause any
     * @throws IllegalArgumentException if the count is negative, or 0 for an overflow
     */
    public Gap {
        if (count < 0 || (count == 0 && cause == Cause.OVERFLOW)) {
            throw new IllegalArgumentException(
                    "count: " + count + " (expected: >= 1, or 0 for a hub that was replaced)");
        }
    }

    /** {@return whether the number of events is known} */
    public boolean isCounted() {
        return count > 0;
    }
}
