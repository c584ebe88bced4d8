package dev.loopline.benchmarks.report;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What all contenders do in one place of the report, and the unit in which they are compared.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param name short and unique in a run, such as {@code "unary 64 B, one caller"}
 * @param sentence what it measures, for a reader who has not seen the code
 * @param unit of the values of the rounds, such as {@code "us"} or {@code "calls/s"}
 * @param higherIsBetter whether a greater value is the better one
 * @param floor the contender that shows the least that this can cost; {@code null} if none does
 */
public record Scenario(
        String name,
        String sentence,
        String unit,
        boolean higherIsBetter,
        @Nullable String floor) {
    /** Makes one. */
    public Scenario {
        requireText(name, "scenario");
        requireNonNull(sentence, "sentence");
        requireText(unit, "unit");
    }

    static void requireText(String text, String what) {
        if (requireNonNull(text, what).isBlank()) {
            throw new IllegalArgumentException(what + ": '" + text + "' (expected: some text)");
        }
    }
}
