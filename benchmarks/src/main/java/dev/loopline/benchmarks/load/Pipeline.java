package dev.loopline.benchmarks.load;

import java.io.IOException;

/**
 * Sends messages without waiting for those before.
 *
 * <p><b>Threading:</b> any thread sends; one that has just received does so without a hop where that is possible.
 */
@FunctionalInterface
public interface Pipeline extends AutoCloseable {
    /**
     * Sends a message.
     *
     * @param reply told once when it is back, or that it will not be
     */
    void send(Reply reply);

    @Override
    default void close() throws IOException {}
}
