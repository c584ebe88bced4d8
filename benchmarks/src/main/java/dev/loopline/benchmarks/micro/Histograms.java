package dev.loopline.benchmarks.micro;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to note how long something took: in the histogram of the benchmarks, in those that several threads may
 * share, and in the timers that Loopline's metrics are made of. {@code -t} sets how many threads do.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Histograms {
    private static final int DIGITS = 3;
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Histogram concurrent = new ConcurrentHistogram(MOST_NANOS, DIGITS);
    private final Recorder recorder = new Recorder(MOST_NANOS, DIGITS);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Timer timer = registry.timer("plain");
    private final Timer histogramTimer =
            Timer.builder("histogram").publishPercentileHistogram().register(registry);

    /** What one thread has for itself: other values each time, and a histogram. */
    @State(Scope.Thread)
    public static class Own {
        private final Histogram histogram = new Histogram(MOST_NANOS, DIGITS);
        private int random = 1;

        /** {@return 1 to 65,535 us, in ns} */
        long nextNanos() {
            random ^= random << 13;
            random ^= random >>> 17;
            random ^= random << 5;
            return 1_000L * (1 + (random & 0xFFFE));
        }
    }

    /**
     * {@return what is to be noted; all others cost this too}
     *
     * @param own of this thread
     */
    @Benchmark
    public long nothing(Own own) {
        return own.nextNanos();
    }

    /**
     * Notes it in a histogram that one thread may use.
     *
     * @param own of this thread
     */
    @Benchmark
    public void histogram(Own own) {
        own.histogram.recordValue(own.nextNanos());
    }

    /**
     * Notes it in a histogram that all may use.
     *
     * @param own of this thread
     */
    @Benchmark
    public void concurrentHistogram(Own own) {
        concurrent.recordValue(own.nextNanos());
    }

    /**
     * Notes it in what gives a histogram of each interval.
     *
     * @param own of this thread
     */
    @Benchmark
    public void recorder(Own own) {
        recorder.recordValue(own.nextNanos());
    }

    /**
     * Notes it in a timer.
     *
     * @param own of this thread
     */
    @Benchmark
    public void timer(Own own) {
        timer.record(own.nextNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Notes it in a timer with a histogram.
     *
     * @param own of this thread
     */
    @Benchmark
    public void timerWithHistogram(Own own) {
        histogramTimer.record(own.nextNanos(), TimeUnit.NANOSECONDS);
    }
}
