package dev.loopline.benchmarks;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one round showed of one cell.
 *
 * @param figure median round trip in microseconds, or calls per second
 * @param p99Micros 0 if no round trip was timed
 * @param clientBytes allocated per call
 * @param serverBytes likewise
 * @param clientCpuMicros processor time per call
 * @param serverCpuMicros likewise
 */
record Measured(
        double figure,
        double p99Micros,
        double clientBytes,
        double serverBytes,
        double clientCpuMicros,
        double serverCpuMicros) {
    private static final double MICROS_PER_SECOND = 1_000_000;

    static Measured of(Cell cell, RunResult result) {
        boolean roundTrip = cell.kind() == Cell.Kind.ROUND_TRIP;
        return new Measured(
                roundTrip ? secondary(result, BothSides.P50) : callsPerSecond(result),
                roundTrip ? secondary(result, BothSides.P99) : 0,
                secondary(result, BothSides.CLIENT_BYTES),
                secondary(result, BothSides.SERVER_BYTES),
                secondary(result, BothSides.CLIENT_CPU),
                secondary(result, BothSides.SERVER_CPU));
    }

    /** By the median window, so that it is no matter if the machine did something else for a moment; else JMH's score. */
    private static double callsPerSecond(RunResult result) {
        return result.getSecondaryResults().containsKey(BothSides.P50)
                ? ClosedLoop.WINDOW / secondary(result, BothSides.P50) * MICROS_PER_SECOND
                : result.getPrimaryResult().getScore();
    }

    private static double secondary(RunResult result, String name) {
        Result<?> found = result.getSecondaryResults().get(name);
        if (found == null) {
            throw new IllegalStateException(name + ": missing in the results of "
                    + result.getParams().getBenchmark() + " (expected: one for each iteration)");
        }
        return found.getScore();
    }
}
