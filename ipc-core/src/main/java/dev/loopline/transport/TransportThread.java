package dev.loopline.transport;

/**
 * Marks the threads that move frames, of whatever transport, so that each can answer
 * {@link Transport#onTransportThread} for all of them.
 *
 * <p><b>Threading:</b> implemented by a subclass of {@link Thread}.
 */
public interface TransportThread {}
