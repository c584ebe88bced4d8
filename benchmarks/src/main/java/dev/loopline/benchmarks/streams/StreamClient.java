package dev.loopline.benchmarks.streams;

import dev.loopline.benchmarks.Count;

/** One connection to a {@link StreamServer}. For one thread. */
interface StreamClient extends AutoCloseable {
    /** Messages that are echoed and not back yet. */
    int IN_FLIGHT = 128;

    /** Begins a stream of responses of a size, without an end. */
    Running stream(int size, Count arrived);

    /** Begins to send messages of a size and gets each back, {@value #IN_FLIGHT} of them under way. */
    Running echo(int size, Count arrived);

    @Override
    void close();
}
