package dev.loopline.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How many times the value of another contender one has. A machine that is busy for a while shifts all values of a round
 * alike, so the ratio is taken within each round, and of those the median.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param rounds the ratio of each round
 * @param spread of those
 */
public record Ratio(List<Double> rounds, Spread spread) {
    /** Makes one. */
    public Ratio {
        rounds = List.copyOf(rounds);
    }

    /** {@return the median of the rounds} */
    public double median() {
        return spread.median();
    }

    /** {@return whether there is a ratio, which there is not to a value of 0} */
    static boolean isDefined(List<Double> references) {
        return references.stream().allMatch(value -> value > 0);
    }

    /** {@return the values of one contender divided by those of another, round by round} */
    static Ratio of(List<Double> values, List<Double> references) {
        if (values.size() != references.size()) {
            throw new IllegalArgumentException(
                    "rounds: " + values.size() + " and " + references.size() + " (expected: as many of both)");
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            ratios.add(values.get(i) / references.get(i));
        }
        return new Ratio(ratios, Spread.of(ratios));
    }
}
