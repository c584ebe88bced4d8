package dev.loopline.benchmarks.report;

import java.util.Arrays;
import java.util.List;

/**
 * The middle of some values, and how far they reach.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param median half of them are at most this
 * @param least of them
 * @param greatest of them
 */
public record Spread(double median, double least, double greatest) {
    /**
     * {@return that of some values}
     *
     * @param values at least one
     */
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: none (expected: at least 1)");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
