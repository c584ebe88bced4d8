package dev.loopline;

import java.time.Duration;

/**
 * What the hub of a server holds for topics.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param maxTopics topics that are published to or have kept events, 1 to 1,048,576
 * @param maxSubscriptions subscriptions of one connection, 0 to 65,536
 * @param maxPublishedTopics topics that one connection publishes to at once, 0 to 65,536
 * @param maxRetainedBytes kept events of all topics together, 0 to 2^40
 * @param maxLostSubscriptions subscriptions whose connection was lost and for which the hub goes on counting, of all clients
 *     together, 0 to 65,536; with one more, the one that was lost first is forgotten
 * @param resumeTime how long the hub goes on counting for a subscription whose connection was lost, zero to one hour
 */
public record TopicLimits(
        int maxTopics,
        int maxSubscriptions,
        int maxPublishedTopics,
        long maxRetainedBytes,
        int maxLostSubscriptions,
        Duration resumeTime) {
    private static final int MOST_TOPICS = 1 << 20;
    private static final int MOST_SUBSCRIPTIONS = 1 << 16;
    private static final long DEFAULT_RETAINED_BYTES = 64L << 20;

    /**
     * 16,384 topics; of one connection 512 subscriptions and 256 topics that it publishes to at once; 64 MiB of kept events, or
     * 1/16 of the heap if that is less; 4,096 lost subscriptions, for 60 s.
     */
    public static final TopicLimits DEFAULT = new TopicLimits(
            16_384,
            512,
            256,
            Math.min(DEFAULT_RETAINED_BYTES, Runtime.getRuntime().maxMemory() / 16),
            4_096,
            Duration.ofSeconds(60));

    private static final int SHORT_CALLS = 64; // that ask what there is

    /** {@return calls of the hub that a connection may have open: one for each subscription and published topic, and some more} */
    public int maxCalls() {
        return maxSubscriptions + maxPublishedTopics + SHORT_CALLS;
    }

    /**
     * Checks the bounds.
     *
     * @param maxTopics 1 to 1,048,576
     * @param maxSubscriptions 0 to 65,536
     * @param maxPublishedTopics 0 to 65,536
     * @param maxRetainedBytes 0 to 2^40
     * @param maxLostSubscriptions 0 to 65,536
     * @param resumeTime zero to one hour
     * @throws IllegalArgumentException if one is not kept
     */
    public TopicLimits {
        Bounds.check("maxTopics", maxTopics, 1, MOST_TOPICS);
        Bounds.check("maxSubscriptions", maxSubscriptions, 0, MOST_SUBSCRIPTIONS);
        Bounds.check("maxPublishedTopics", maxPublishedTopics, 0, MOST_SUBSCRIPTIONS);
        Bounds.check("maxRetainedBytes", maxRetainedBytes, 0, 1L << 40);
        Bounds.check("maxLostSubscriptions", maxLostSubscriptions, 0, MOST_SUBSCRIPTIONS);
        if (resumeTime.isNegative() || resumeTime.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("resumeTime: " + resumeTime + " (expected: PT0S..PT1H)");
        }
    }
}
