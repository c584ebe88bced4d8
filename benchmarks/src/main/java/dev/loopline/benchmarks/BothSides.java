package dev.loopline.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A profiler of JMH's that adds to its results what an {@link EchoBenchmark} saw: bytes allocated per call on both sides,
 * and percentiles of what it timed.
 *
 * <p><b>Threading:</b> as JMH calls it.
 */
public final class BothSides implements InternalProfiler {
    static final String CLIENT_BYTES = "client.bytesPerCall";
    static final String SERVER_BYTES = "server.bytesPerCall";
    static final String CLIENT_CPU = "client.cpuPerCall";
    static final String SERVER_CPU = "server.cpuPerCall";
    static final String P50 = "time.p50";
    static final String P99 = "time.p99";

    private static final double NANOS_PER_MICRO = 1_000;

    /** For JMH. */
    public BothSides() {}

    @Override
    public String getDescription() {
        return "what both sides spend per call, percentiles of what was timed";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {}

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        Reading reading = EchoBenchmark.takeLast();
        if (reading == null || reading.calls() == 0) {
            return List.of();
        }
        Collection<ScalarResult> results = new ArrayList<>();
        double calls = reading.calls();
        results.add(scalar(CLIENT_BYTES, reading.client().allocatedBytes() / calls, "B"));
        results.add(scalar(SERVER_BYTES, reading.server().allocatedBytes() / calls, "B"));
        results.add(scalar(CLIENT_CPU, reading.client().cpuNanos() / calls / NANOS_PER_MICRO, "us"));
        results.add(scalar(SERVER_CPU, reading.server().cpuNanos() / calls / NANOS_PER_MICRO, "us"));
        if (reading.p50Nanos() > 0) {
            results.add(scalar(P50, reading.p50Nanos() / NANOS_PER_MICRO, "us"));
            results.add(scalar(P99, reading.p99Nanos() / NANOS_PER_MICRO, "us"));
        }
        return results;
    }

    private static ScalarResult scalar(String name, double value, String unit) {
        return new ScalarResult(name, value, unit, AggregationPolicy.AVG);
    }
}
