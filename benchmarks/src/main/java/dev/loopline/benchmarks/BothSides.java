package dev.loopline.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A profiler of JMH's that adds to its results what an {@link EchoBenchmark} saw: bytes allocated per call on both sides,
 * and percentiles of the round trip.
 *
 * <p><b>Threading:</b> as JMH calls it.
 */
public final class BothSides implements InternalProfiler {
    static final String CLIENT_BYTES = "client.bytesPerCall";
    static final String SERVER_BYTES = "server.bytesPerCall";
    static final String P50 = "roundTrip.p50";
    static final String P99 = "roundTrip.p99";

    private static final double NANOS_PER_MICRO = 1_000;

    /** For JMH. */
    public BothSides() {}

    @Override
    public String getDescription() {
        return "bytes allocated per call on both sides, percentiles of the round trip";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {}

    @Override
    public Collection<? extends Result> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        Reading reading = EchoBenchmark.takeLast();
        if (reading == null || reading.calls() == 0) {
            return List.of();
        }
        Collection<ScalarResult> results = new ArrayList<>();
        results.add(scalar(CLIENT_BYTES, (double) reading.clientBytes() / reading.calls(), "B"));
        results.add(scalar(SERVER_BYTES, (double) reading.serverBytes() / reading.calls(), "B"));
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
