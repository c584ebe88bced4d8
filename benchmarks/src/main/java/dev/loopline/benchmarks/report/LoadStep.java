package dev.loopline.benchmarks.report;

/**
 * What became of work that arrived at a fixed rate, whether or not the work before it was done.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param offeredPerSecond how many arrived
 * @param achievedPerSecond how many were done
 * @param p50Micros from the time at which one was to arrive until it was done, half of them at most; median of the rounds
 * @param p99Micros likewise
 * @param p999Micros likewise
 */
public record LoadStep(
        double offeredPerSecond, double achievedPerSecond, double p50Micros, double p99Micros, double p999Micros) {}
