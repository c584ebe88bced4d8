package dev.loopline.benchmarks.streams;

/** Something that streams, for the clients of one other process. Any thread. */
interface StreamServer extends AutoCloseable {
    /** {@return the port of 127.0.0.1 where it listens; 0 if it is found by name} */
    int port();

    @Override
    void close();
}
