package dev.loopline.benchmarks.streams;

import com.google.protobuf.ByteString;
import dev.loopline.benchmarks.Count;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Small calls, one after the other, while a stream moves much. For one thread. */
final class Fairness {
    private static final int CALL_BYTES = 64;
    private static final long MOST_NANOS = 10_000_000_000L;

    private Fairness() {}

    /**
     * Calls until the stream has moved what it should.
     *
     * @param calls the connection of the calls
     * @param bulk the connection of the stream
     * @return microseconds of the median and of the 99th percentile, the number of calls, and the stream's MB/s
     */
    static String measure(LooplineClient calls, LooplineClient bulk, int size, int mebibytes)
            throws InterruptedException {
        ByteString payload = Messages.payload(CALL_BYTES);
        Histogram nanos = new Histogram(MOST_NANOS, 3);
        Count arrived = new Count();
        long messages = ((long) mebibytes << 20) / size;
        Running running = bulk.stream(size, arrived);
        try (running) {
            while (arrived.get() == 0) {
                Thread.sleep(1);
            }
            long begin = System.nanoTime();
            while (arrived.get() < messages) {
                long before = System.nanoTime();
                Messages.check(calls.calls().unary(Messages.of(payload)), CALL_BYTES);
                nanos.recordValue(Math.min(MOST_NANOS, System.nanoTime() - before));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return String.format(
                    Locale.ROOT,
                    "%.1f %.1f %d %.1f",
                    nanos.getValueAtPercentile(50) / 1e3,
                    nanos.getValueAtPercentile(99) / 1e3,
                    nanos.getTotalCount(),
                    arrived.get() * (double) size / 1e6 / seconds);
        }
    }
}
