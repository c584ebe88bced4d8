package dev.loopline.benchmarks.report;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a contender did in a scenario beside an earlier run.
 *
 * <p>Two runs meet two states of the machine. So what counts is the ratio to the floor where there is one, and the values
 * themselves only where there is none. The rounds of both runs are compared with the rank-sum test; a change counts if chance
 * alone would make one as great at most once in a hundred times, and it is a tenth or more.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param before the earlier result
 * @param now the later one
 * @param outcome what both runs' rounds say
 */
public record Change(Result before, Result now, Outcome outcome) {
    static final String RULE =
            "A change counts if chance alone would make one as great at most once in 100 times (rank sums of"
                    + " both runs' rounds, which takes at least 5 in each) and it is 10 % or more. What is compared is the ratio to the"
                    + " floor, since two runs meet two states of the machine; the values themselves where a scenario has no floor. Only"
                    + " regressions of Loopline count for the exit code.";

    private static final double MOST_CHANCE = 0.01;
    private static final double LEAST_FACTOR = 1.10;

    /** What became of it. */
    public enum Outcome {
        /** Worse, beyond what the noise explains, and Loopline. */
        REGRESSION("REGRESSION"),
        /** Worse, beyond what the noise explains, but not Loopline. */
        WORSE("worse"),
        /** Better, beyond what the noise explains. */
        BETTER("better"),
        /** The noise explains it. */
        NOT_SEPARATED("not separated"),
        /** The floor itself: it shows what the machine did. */
        FLOOR("the floor: shows the machine"),
        /** Another unit or direction, or another floor, so that the two say nothing about each other. */
        NOT_COMPARABLE("not comparable: the scenario was changed");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static Change of(Result before, Result now) {
        return new Change(before, now, outcome(before, now));
    }

    private static Outcome outcome(Result before, Result now) {
        Scenario scenario = now.measurement().scenario();
        Scenario earlier = before.measurement().scenario();
        @Nullable String floor = scenario.floor();
        if (!scenario.unit().equals(earlier.unit())
                || scenario.higherIsBetter() != earlier.higherIsBetter()
                || !Objects.equals(floor, earlier.floor())) {
            return Outcome.NOT_COMPARABLE;
        }
        if (now.contender().equals(floor)) {
            return Outcome.FLOOR;
        }
        Ratio ratio = now.ratioToFloor();
        Ratio ratioBefore = before.ratioToFloor();
        List<Double> values = now.rounds();
        List<Double> earlierValues = before.rounds();
        if (ratio != null && ratioBefore != null) {
            values = ratio.rounds();
            earlierValues = ratioBefore.rounds();
        }
        boolean greater = isGreater(values, earlierValues);
        if (!greater && !isGreater(earlierValues, values)) {
            return Outcome.NOT_SEPARATED;
        }
        if (greater == scenario.higherIsBetter()) {
            return Outcome.BETTER;
        }
        return now.measurement().contender().role() == Contender.Role.LOOPLINE ? Outcome.REGRESSION : Outcome.WORSE;
    }

    private static boolean isGreater(List<Double> values, List<Double> others) {
        return Spread.of(values).median() >= LEAST_FACTOR * Spread.of(others).median()
                && RankSum.chanceOfGreater(values, others) <= MOST_CHANCE;
    }

    /** {@return the median of now divided by that of before} */
    public double ofMedian() {
        return now.median() / before.median();
    }

    /** {@return the ratio to the floor of now divided by that of before; {@code null} if one of them has none} */
    public @Nullable Double ofRatioToFloor() {
        Ratio ratio = now.ratioToFloor();
        Ratio ratioBefore = before.ratioToFloor();
        return ratio == null || ratioBefore == null ? null : (Double) (ratio.median() / ratioBefore.median());
    }
}
