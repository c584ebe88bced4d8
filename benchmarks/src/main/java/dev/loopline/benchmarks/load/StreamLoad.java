package dev.loopline.benchmarks.load;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** Messages that stream in. For one thread. */
final class StreamLoad implements Load {
    private final Count arrived = new Count();
    private final Running running;

    /** Begins them. */
    @FunctionalInterface
    interface Start {
        Running begin(Count arrived) throws Exception;
    }

    StreamLoad(Start start) throws Exception {
        running = start.begin(arrived);
    }

    @Override
    public long done() {
        return arrived.get();
    }

    @Override
    public Histogram times() {
        return Times.none();
    }

    @Override
    public void check() {}

    @Override
    public void close() throws IOException {
        running.close();
    }
}
