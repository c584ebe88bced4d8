package dev.loopline.benchmarks.report;

import java.util.Locale;

/** How numbers are written for people: three digits or so, and commas between thousands. Any thread. */
final class Figures {
    private Figures() {}

    static String text(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, pattern, value);
    }

    static String text(Spread spread) {
        return text(spread.median()) + " (" + range(spread) + ")";
    }

    static String range(Spread spread) {
        return text(spread.least()) + " to " + text(spread.greatest());
    }

    /** {@return a change such as {@code +12 %}; empty for one from 0} */
    static String change(double factor) {
        return !Double.isFinite(factor) ? "" : String.format(Locale.ROOT, "%+.0f %%", 100 * (factor - 1));
    }
}
