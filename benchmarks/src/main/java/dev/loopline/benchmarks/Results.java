package dev.loopline.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was measured, by name and round.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class Results {
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    /** Makes an empty one. */
    public Results() {}

    /**
     * Adds the value of a round.
     *
     * @param name what was measured
     * @param value of it
     */
    public void add(String name, double value) {
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    /**
     * {@return whether it was measured}
     *
     * @param name what
     */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * {@return the median of its rounds}
     *
     * @param name what was measured
     */
    public double median(String name) {
        return median(of(name));
    }

    /**
     * {@return the ratios of two values round by round: their median, the least and the greatest}
     *
     * @param name what was measured
     * @param reference what it is compared with, as often
     */
    public double[] ratio(String name, String reference) {
        double[] ratios = of(name);
        double[] references = of(reference);
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] /= references[i];
        }
        double median = median(ratios);
        return new double[] {
            median,
            Arrays.stream(ratios).min().orElse(0),
            Arrays.stream(ratios).max().orElse(0)
        };
    }

    private double[] of(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .mapToDouble(value -> value)
                .toArray();
    }

    private static double median(double[] unsorted) {
        double[] sorted = unsorted.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** {@return an object with an array of all rounds' values for each name} */
    public String toJson() {
        return values.entrySet().stream()
                .map(entry -> "  \"" + entry.getKey() + "\": "
                        + entry.getValue().stream()
                                .map(value -> String.format(Locale.ROOT, "%.3f", value))
                                .collect(Collectors.joining(", ", "[", "]")))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }
}
