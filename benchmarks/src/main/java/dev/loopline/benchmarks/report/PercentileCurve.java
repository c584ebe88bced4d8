package dev.loopline.benchmarks.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long the quickest, the usual and the slowest of many took.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param unit of the values, such as {@code "us"}
 * @param count how many were timed
 * @param points in rising order of the percentile; the last one is the greatest value
 */
public record PercentileCurve(String unit, long count, List<Point> points) {
    /** Points per factor of ten between a percentile and 100. */
    private static final int POINTS_PER_DECADE = 6;

    private static final int MOST_DECADES = 6;
    private static final double PERCENTILE_PARTS = 1e6; // of one per cent

    /**
     * One point of it.
     *
     * @param percentile of 0 to 100
     * @param value that so many per cent do not exceed
     */
    public record Point(double percentile, double value) {}

    /** Makes one. */
    public PercentileCurve {
        requireNonNull(unit, "unit");
        points = List.copyOf(points);
    }

    /**
     * Takes it from a histogram. It ends where fewer than one value is left to tell of, with the greatest.
     *
     * @param values not empty
     * @param perUnit how many of the histogram's units make one of the curve's: 1,000 for nanoseconds to microseconds
     * @param unit of the curve
     * @return the curve
     */
    public static PercentileCurve of(Histogram values, double perUnit, String unit) {
        long count = values.getTotalCount();
        if (count == 0) {
            throw new IllegalArgumentException("values: an empty histogram (expected: at least one value)");
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i <= MOST_DECADES * POINTS_PER_DECADE; i++) {
            double beyond = Math.pow(10, -(double) i / POINTS_PER_DECADE);
            if (beyond * count < 1) {
                break;
            }
            double percentile = Math.round(PERCENTILE_PARTS * 100 * (1 - beyond)) / PERCENTILE_PARTS;
            points.add(new Point(percentile, values.getValueAtPercentile(percentile) / perUnit));
        }
        points.add(new Point(100, values.getMaxValue() / perUnit));
        return new PercentileCurve(unit, count, points);
    }
}
