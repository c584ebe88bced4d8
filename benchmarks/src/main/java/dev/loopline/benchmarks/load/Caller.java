package dev.loopline.benchmarks.load;

import java.io.IOException;

/**
 * Makes calls and waits for each.
 *
 * <p><b>Threading:</b> for one thread at a time.
 */
@FunctionalInterface
public interface Caller extends AutoCloseable {
    /**
     * Sends a message, waits until it is back, and compares it.
     *
     * @throws Exception if it does not come back as it was sent
     */
    void call() throws Exception;

    @Override
    default void close() throws IOException {}
}
