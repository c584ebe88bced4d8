package dev.loopline.benchmarks.streams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, by name and round. For one thread. */
final class StreamResults {
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    void add(String name, double value) {
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    double median(String name) {
        return median(of(name));
    }

    /** {@return the ratios of two values round by round: their median, the least and the greatest} */
    double[] ratio(String name, String reference) {
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
    String toJson() {
        return values.entrySet().stream()
                .map(entry -> "  \"" + entry.getKey() + "\": "
                        + entry.getValue().stream()
                                .map(value -> String.format(Locale.ROOT, "%.3f", value))
                                .collect(Collectors.joining(", ", "[", "]")))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }
}
