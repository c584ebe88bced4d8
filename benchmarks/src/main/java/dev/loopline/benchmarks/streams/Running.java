package dev.loopline.benchmarks.streams;

/** Messages that go on arriving until this is closed. For one thread. */
interface Running extends AutoCloseable {
    @Override
    void close();
}
