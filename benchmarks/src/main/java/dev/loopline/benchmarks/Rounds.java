package dev.loopline.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What all rounds showed. A machine that does something else meanwhile shifts all figures of a round alike, so a ratio is
 * taken within each round, and of the rounds' ratios the median.
 *
 * <p><b>Threading:</b> for one thread.
 */
final class Rounds {
    private final List<Map<String, Measured>> rounds = new ArrayList<>();

    /** The middle of some values, and how far they reach. */
    record Spread(double median, double least, double most) {
        static Spread of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int half = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            return new Spread(median, sorted[0], sorted[sorted.length - 1]);
        }
    }

    void add(Map<String, Measured> round) {
        rounds.add(new HashMap<>(round));
    }

    boolean has(String cell) {
        return !rounds.isEmpty() && rounds.stream().allMatch(round -> round.containsKey(cell));
    }

    Spread spread(String cell, ToDoubleFunction<Measured> value) {
        return Spread.of(rounds.stream()
                .mapToDouble(round -> value.applyAsDouble(measured(round, cell)))
                .toArray());
    }

    /** {@return the figure of one cell divided by that of another, round by round} */
    Spread ratio(String cell, String reference) {
        return Spread.of(rounds.stream()
                .mapToDouble(round -> measured(round, cell).figure()
                        / measured(round, reference).figure())
                .toArray());
    }

    private static Measured measured(Map<String, Measured> round, String cell) {
        return requireNonNull(round.get(cell), cell);
    }
}
