package dev.loopline.benchmarks.report;

import java.util.Locale;

/** One cell of a table that says how many times better one contender is than another. */
final class VerdictCell {
    private VerdictCell() {}

    /** Adds the factor and a mark; the rest is shown when it is pointed at. */
    static void brief(Html html, Verdict verdict) {
        String mark =
                switch (verdict.outcome()) {
                    case BETTER -> " ✓";
                    case WORSE -> " ✗";
                    case NOT_SEPARATED -> "";
                };
        String factor = verdict.factor();
        html.element(
                "td", (factor.isEmpty() ? "by 0" : factor) + mark, "class", style(verdict), "title", verdict.text());
    }

    /** Adds all of it. */
    static void full(Html html, Verdict verdict) {
        html.element("td", verdict.text(), "class", style(verdict));
    }

    private static String style(Verdict verdict) {
        return "number " + verdict.outcome().name().toLowerCase(Locale.ROOT);
    }
}
