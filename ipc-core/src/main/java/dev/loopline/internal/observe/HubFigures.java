package dev.loopline.internal.observe;

/**
 * What a hub has done and holds at a moment.
 *
 * @param published events that it took
 * @param delivered events that it handed on, to each subscriber
 * @param dropped events that subscribers were told they missed, because they were slow
 * @param waiting events that wait for subscribers
 * @param subscriptions that stand
 * @param topics that are published to or have kept events
 * @param retained events that it keeps
 * @param retainedBytes what those cost
 */
public record HubFigures(
        long published,
        long delivered,
        long dropped,
        long waiting,
        long subscriptions,
        long topics,
        long retained,
        long retainedBytes) {}
