package dev.loopline.benchmarks.peers;

import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Count;
import dev.loopline.benchmarks.load.Running;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Small calls, one after the other, while a stream moves much. For one thread. */
final class BesideBulk {
    private static final int CALL_BYTES = 64;
    private static final long MOST_NANOS = 10_000_000_000L;

    private BesideBulk() {}

    /**
     * Calls until the stream has moved what it should.
     *
     * @param calls the connection of the calls
     * @param bulk the connection of the stream
     * @return microseconds of the median and of the 99th percentile, the number of calls, and the stream's MB/s
     */
    static String measure(Client calls, Client bulk, int bytes, int mebibytes) throws Exception {
        Histogram nanos = new Histogram(MOST_NANOS, 3);
        Count arrived = new Count();
        long messages = ((long) mebibytes << 20) / bytes;
        Running running = bulk.stream(bytes, arrived);
        try (running;
                Caller caller = calls.caller(CALL_BYTES)) {
            while (arrived.get() == 0) {
                Thread.sleep(1);
            }
            long begin = System.nanoTime();
            while (arrived.get() < messages) {
                long before = System.nanoTime();
                caller.call();
                nanos.recordValue(Math.min(MOST_NANOS, System.nanoTime() - before));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return String.format(
                    Locale.ROOT,
                    "%.1f %.1f %d %.1f",
                    nanos.getValueAtPercentile(50) / 1e3,
                    nanos.getValueAtPercentile(99) / 1e3,
                    nanos.getTotalCount(),
                    arrived.get() * (double) bytes / 1e6 / seconds);
        }
    }
}
