package dev.loopline.benchmarks.load;

import java.io.IOException;

/**
 * Messages that go on arriving until this is closed, which returns when the last one has.
 *
 * <p><b>Threading:</b> for one thread.
 */
@FunctionalInterface
public interface Running extends AutoCloseable {
    @Override
    void close() throws IOException;
}
