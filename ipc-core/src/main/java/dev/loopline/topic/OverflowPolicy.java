package dev.loopline.topic;

/**
 * What becomes of events that a subscriber does not take in time.
 *
 * <p>Every event that is not delivered is told to the subscriber as a {@link Gap}, in its place in the order.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum OverflowPolicy {
    /** The oldest event that waits makes room for the new one. */
    DROP_OLDEST,

    /** The new event is dropped. */
    DROP_NEWEST,

    /**
     * Of the events with the same topic and {@linkplain Topic#keyedBy key} only the newest waits. When there are more keys
     * than room, the oldest event makes room.
     */
    CONFLATE,

    /** Whoever publishes to the topic waits until there is room. */
    BLOCK,

    /** The subscription ends with the reason {@code SLOW_SUBSCRIBER}; its connection goes on. */
    DISCONNECT
}
