package dev.loopline.benchmarks.report;

import java.util.List;

/** The test of Mann and Whitney for two samples that are not paired, exact: no assumption of how values spread. Any thread. */
final class RankSum {
    private RankSum() {}

    /**
     * {@return how probable it is that values would be as great beside others as these are, or greater, if both came from the
     * same source}
     */
    static double chanceOfGreater(List<Double> values, List<Double> others) {
        double notGreater = 0; // pairs in which the value is not the greater one; a tie counts as half
        for (double value : values) {
            for (double other : others) {
                notGreater += value < other ? 1 : value > other ? 0 : 0.5;
            }
        }
        double[] ways = ways(values.size(), others.size());
        double all = 0;
        double asExtreme = 0;
        for (int i = 0; i < ways.length; i++) {
            all += ways[i];
            asExtreme += i <= Math.ceil(notGreater) ? ways[i] : 0;
        }
        return asExtreme / all;
    }

    /** {@return in how many orders of the two samples each number of such pairs comes about} */
    private static double[] ways(int size, int others) {
        double[][] ways = new double[others + 1][size * others + 1];
        for (double[] each : ways) {
            each[0] = 1; // without values there is one order, without such pairs
        }
        for (int n = 1; n <= size; n++) {
            for (int m = 1; m <= others; m++) {
                // The greatest of all is a value, as in the sample with one less, or another, behind which all n values
                // lie.
                for (int pairs = size * others; pairs >= 0; pairs--) {
                    ways[m][pairs] += pairs >= n ? ways[m - 1][pairs - n] : 0;
                }
            }
        }
        return ways[others];
    }
}
