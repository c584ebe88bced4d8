package dev.loopline.topic;

/**
 * An event that the hub publishes if the connection of its client ends without a goodbye: because the process died or stopped
 * answering, not because the client was closed. Not for implementation by applications.
 *
 * <p>When the client has a new connection, it leaves the event behind there again.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface LastWill extends AutoCloseable {
    /** Withdraws the event. Does not wait. Later calls have no effect. */
    @Override
    void close();
}
