package dev.loopline.benchmarks.load;

import java.util.List;

/**
 * Something that answers one {@link Client} or several, all in one other process.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface Server extends AutoCloseable {
    /** {@return the port of 127.0.0.1 where it listens; 0 if it is found by name or through a hub} */
    int port();

    /** {@return further processes that do its work, such as a broker} */
    default List<Long> helpers() {
        return List.of();
    }

    @Override
    void close();
}
