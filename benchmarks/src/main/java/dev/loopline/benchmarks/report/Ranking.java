package dev.loopline.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The contenders of one scenario, the best median first, with as much of a rank as the rounds allow: it lies behind those that
 * are separated from it and better, and before those that are separated from it and worse; where it stands among the rest is
 * not said.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param places the best median first
 * @param notSeparated each contender with those behind it that the rounds do not separate it from, in the same order
 */
public record Ranking(List<Place> places, List<NotSeparated> notSeparated) {
    /**
     * A contender and its rank.
     *
     * @param result what it showed
     * @param best rank that it may have, from 1 on
     * @param worst rank that it may have
     */
    public record Place(Result result, int best, int worst) {
        /** {@return the rank, or from which to which it may be} */
        String text() {
            return best == worst ? Integer.toString(best) : best + "-" + worst;
        }
    }

    /**
     * Two that may be equally good.
     *
     * @param better the one with the better median
     * @param other the other
     */
    public record NotSeparated(Result better, Result other) {}

    /** Makes one. */
    public Ranking {
        places = List.copyOf(places);
        notSeparated = List.copyOf(notSeparated);
    }

    /**
     * {@return that of one scenario}
     *
     * @param results of one scenario, at least one
     */
    public static Ranking of(List<Result> results) {
        boolean higherIsBetter = results.get(0).measurement().scenario().higherIsBetter();
        Comparator<Result> byMedian = Comparator.comparingDouble(Result::median);
        List<Result> sorted = results.stream()
                .sorted(higherIsBetter ? byMedian.reversed() : byMedian)
                .toList();
        List<Place> places = new ArrayList<>();
        List<NotSeparated> pairs = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            int best = 1;
            int worst = sorted.size();
            for (int j = 0; j < sorted.size(); j++) {
                Result other = sorted.get(j);
                if (i == j) {
                    continue;
                }
                switch (Verdict.of(sorted.get(i), other).outcome()) {
                    case WORSE -> best++;
                    case BETTER -> worst--;
                    case NOT_SEPARATED -> {
                        if (j > i) {
                            pairs.add(new NotSeparated(sorted.get(i), other));
                        }
                    }
                }
            }
            places.add(new Place(sorted.get(i), best, worst));
        }
        return new Ranking(places, pairs);
    }
}
