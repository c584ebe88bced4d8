package dev.loopline.topic;

/**
 * A standing wish for events. Not for implementation by applications.
 *
 * <p>It outlives the connection of a client: when that is lost, the client looks for the server again and renews the
 * subscription, and one {@link Gap} tells what was missed.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface Subscription extends AutoCloseable {
    /** {@return the names that it is for} */
    TopicPattern<?> pattern();

    /** {@return how many events the handler was given, those that were retained included} */
    long delivered();

    /** {@return how many events it was told it missed, as far as they were counted} */
    long missed();

    /**
     * {@return how many events and gaps have arrived in this process and wait for the handler; those that have come from
     * another process together, which small ones do, count as one until the first of them is handled}
     */
    int queued();

    /** {@return whether events still come, or will when the connection is made again} */
    boolean isOpen();

    /**
     * Ends the subscription. Does not wait: the handler may still be running. It is not given another event, and
     * {@code onEnd} is not called. Later calls have no effect.
     */
    @Override
    void close();
}
