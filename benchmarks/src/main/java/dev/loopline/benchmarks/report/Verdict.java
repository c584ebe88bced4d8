package dev.loopline.benchmarks.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one contender is better than another, or whether the rounds do not tell.
 *
 * <p>That is decided by the sign test: within each round one of the two was better, and two that are alike would share the
 * rounds as a coin does. Only if a coin would let so few rounds disagree at most once in sixteen times, and the medians are
 * some per cent apart, is one called better. Five to eight rounds all have to agree for that, of nine to eleven all but
 * one, and fewer than five never separate two contenders.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param outcome what the rounds say
 * @param timesBetter how many times better it was in each round, below 1 where it was worse; {@code null} if a value is 0
 */
public record Verdict(Outcome outcome, @Nullable Ratio timesBetter) {
    /** How this is decided, for the reader of a report. */
    static final String RULE =
            "One contender is called better than another only if the rounds separate them: in each round"
                    + " one of the two did better, and so few rounds may disagree that two equal ones would show that at most once in"
                    + " 16 runs (of 5 to 8 rounds none, of 9 to 11 one; fewer than 5 never separate); and their medians have to be 2 %"
                    + " apart. All others are \"not separated\": which of them is better is not said, and where the rank of one depends on that,"
                    + " it is given from the best to the worst that it may be.";

    /** Two-sided: what five rounds reach that all agree. */
    private static final double MOST_CHANCE = 0.0625;

    /** Less than this is no difference: it depends on where the compiler happens to put the code. */
    private static final double LEAST_FACTOR = 1.02;

    /** What the rounds say of one contender beside another. */
    public enum Outcome {
        /** Better than the other. */
        BETTER,
        /** Worse than the other. */
        WORSE,
        /** The noise is as great as the difference. */
        NOT_SEPARATED
    }

    /**
     * {@return how one contender does beside another}
     *
     * @param one of a scenario
     * @param other of the same scenario and run
     */
    public static Verdict of(Result one, Result other) {
        return one.measurement().scenario().higherIsBetter()
                ? ofGreater(one.rounds(), other.rounds())
                : ofGreater(other.rounds(), one.rounds());
    }

    private static Verdict ofGreater(List<Double> values, List<Double> others) {
        Ratio ratio = Ratio.isDefined(values) && Ratio.isDefined(others) ? Ratio.of(values, others) : null;
        int greater = 0;
        int less = 0;
        for (int i = 0; i < values.size(); i++) {
            int order = Double.compare(values.get(i), others.get(i));
            greater += order > 0 ? 1 : 0;
            less += order < 0 ? 1 : 0;
        }
        // Two that were equal in a round speak for neither, and so against both.
        int rounds = values.size();
        double median = Spread.of(values).median();
        double otherMedian = Spread.of(others).median();
        if (median > LEAST_FACTOR * otherMedian && chance(rounds - greater, rounds) <= MOST_CHANCE) {
            return new Verdict(Outcome.BETTER, ratio);
        }
        if (otherMedian > LEAST_FACTOR * median && chance(rounds - less, rounds) <= MOST_CHANCE) {
            return new Verdict(Outcome.WORSE, ratio);
        }
        return new Verdict(Outcome.NOT_SEPARATED, ratio);
    }

    /** {@return how probable it is that at most so many of the rounds disagree, with either side, if each is a coin} */
    static double chance(int disagree, int rounds) {
        double ways = 1; // of none
        double sum = ways;
        for (int i = 1; i <= disagree; i++) {
            ways = ways * (rounds - i + 1) / i;
            sum += ways;
        }
        return Math.min(1, 2 * sum / Math.pow(2, rounds));
    }

    /** {@return it in words, such as {@code 6.20x better (5.80 to 7.00)}} */
    String text() {
        Ratio ratio = shown();
        String range = ratio == null ? "" : " (" + Figures.range(ratio.spread()) + ")";
        return switch (outcome) {
            case NOT_SEPARATED -> "not separated" + range;
            case BETTER -> (factor() + " better" + range).strip();
            case WORSE -> (factor() + " worse" + range).strip();
        };
    }

    /** {@return how many times better or worse, such as {@code 6.20x}; empty if a value is 0} */
    String factor() {
        Ratio ratio = shown();
        return ratio == null ? "" : Figures.text(ratio.median()) + "x";
    }

    private @Nullable Ratio shown() {
        if (timesBetter == null || outcome != Outcome.WORSE) {
            return timesBetter;
        }
        return Ratio.of(timesBetter.rounds().stream().map(any -> 1.0).toList(), timesBetter.rounds());
    }
}
