package dev.loopline.benchmarks.micro;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Unary calls that nobody waits for: the answer to one makes the next. */
public class FutureCalls extends UnaryCalls {
    static final int CHAIN = 100;
    static final int PIPELINED = 1024;

    private static final int MOST_IN_FLIGHT = 128;
    private static final int MOST_BYTES_IN_FLIGHT = 8 << 20;

    private @Nullable AsyncCalls calls;
    private int inFlight;

    @Override
    void connected() {
        calls = new AsyncCalls(echo(), payload());
        inFlight = Math.min(MOST_IN_FLIGHT, MOST_BYTES_IN_FLIGHT / Math.max(1, payloadBytes));
    }

    /**
     * One call under way at a time. What is sampled is the mean of {@value #CHAIN} calls behind each other.
     *
     * @throws InterruptedException if the benchmark is stopped
     */
    @Benchmark
    @OperationsPerInvocation(CHAIN)
    public void inFlight1() throws InterruptedException {
        requireNonNull(calls, "calls").run(CHAIN, 1);
    }

    /**
     * 128 calls under way at a time, or as many as hold 8 MiB. What is sampled is the mean of {@value #PIPELINED} calls.
     *
     * @throws InterruptedException if the benchmark is stopped
     */
    @Benchmark
    @OperationsPerInvocation(PIPELINED)
    public void inFlight128() throws InterruptedException {
        requireNonNull(calls, "calls").run(PIPELINED, inFlight);
    }
}
