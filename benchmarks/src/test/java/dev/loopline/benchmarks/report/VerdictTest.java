package dev.loopline.benchmarks.report;

import static dev.loopline.benchmarks.report.Verdict.Outcome.BETTER;
import static dev.loopline.benchmarks.report.Verdict.Outcome.NOT_SEPARATED;
import static dev.loopline.benchmarks.report.Verdict.Outcome.WORSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Scenario RATE = new Scenario("rate", "Calls as fast as they go.", "calls/s", true, null);

    @Test
    void fiveRoundsThatAgreeSeparate() {
        Verdict verdict =
                verdict(Samples.UNARY, List.of(10.0, 20.0, 10.0, 10.0, 10.0), List.of(20.0, 50.0, 22.0, 21.0, 20.0));

        assertThat(verdict.outcome()).isEqualTo(BETTER);
        assertThat(verdict.text()).isEqualTo("2.10x better (2.00 to 2.50)");
    }

    @Test
    void worseIsToldAsAFactorAboveOne() {
        Verdict verdict =
                verdict(Samples.UNARY, List.of(20.0, 50.0, 22.0, 21.0, 20.0), List.of(10.0, 20.0, 10.0, 10.0, 10.0));

        assertThat(verdict.outcome()).isEqualTo(WORSE);
        assertThat(verdict.text()).isEqualTo("2.10x worse (2.00 to 2.50)");
    }

    @Test
    void ofARateTheGreaterIsBetter() {
        assertThat(verdict(RATE, rounds(5, 0, 2), rounds(5, 0, 1)).outcome()).isEqualTo(BETTER);
        assertThat(verdict(RATE, rounds(5, 0, 1), rounds(5, 0, 2)).outcome()).isEqualTo(WORSE);
    }

    @Test
    void oneRoundOfFiveThatDisagreesDoesNotSeparate() {
        Verdict verdict = verdict(RATE, rounds(5, 1, 2), rounds(5, 0, 1));

        assertThat(verdict.outcome()).isEqualTo(NOT_SEPARATED);
        assertThat(verdict.text()).isEqualTo("not separated (0.50 to 2.00)");
    }

    @Test
    void ofNineRoundsOneMayDisagreeAndNotTwo() {
        assertThat(verdict(RATE, rounds(8, 1, 2), rounds(8, 0, 1)).outcome()).isEqualTo(NOT_SEPARATED);
        assertThat(verdict(RATE, rounds(9, 1, 2), rounds(9, 0, 1)).outcome()).isEqualTo(BETTER);
        assertThat(verdict(RATE, rounds(9, 2, 2), rounds(9, 0, 1)).outcome()).isEqualTo(NOT_SEPARATED);
    }

    @Test
    void fourRoundsNeverSeparate() {
        assertThat(verdict(RATE, rounds(4, 0, 100), rounds(4, 0, 1)).outcome()).isEqualTo(NOT_SEPARATED);
    }

    @Test
    void lessThanTwoPerCentDoesNotSeparate() {
        assertThat(verdict(RATE, rounds(5, 0, 1.01), rounds(5, 0, 1)).outcome()).isEqualTo(NOT_SEPARATED);
        assertThat(verdict(RATE, rounds(5, 0, 1.03), rounds(5, 0, 1)).outcome()).isEqualTo(BETTER);
    }

    @Test
    void nothingIsBetterThanSomethingWithoutARatio() {
        Verdict verdict = verdict(Samples.UNARY, rounds(5, 0, 0), rounds(5, 0, 1));

        assertThat(verdict.outcome()).isEqualTo(BETTER);
        assertThat(verdict.timesBetter()).isNull();
        assertThat(verdict.text()).isEqualTo("better");
        assertThat(verdict(Samples.UNARY, rounds(5, 0, 0), rounds(5, 0, 0)).outcome())
                .isEqualTo(NOT_SEPARATED);
    }

    @Test
    void theChanceIsThatOfACoinThrownOftenEnough() {
        assertThat(Verdict.chance(0, 5)).isCloseTo(0.0625, within(1e-12));
        assertThat(Verdict.chance(1, 9)).isCloseTo(20 / 512.0, within(1e-12));
        assertThat(Verdict.chance(5, 5)).isEqualTo(1);
    }

    /** {@return rounds of one value, but for some of a quarter of it} */
    private static List<Double> rounds(int count, int others, double value) {
        List<Double> rounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rounds.add(i < others ? value / 4 : value);
        }
        return rounds;
    }

    private static Verdict verdict(Scenario scenario, List<Double> one, List<Double> other) {
        List<Result> results = Samples.run(
                        Samples.of(scenario, Samples.DIRECT, one.toArray(new Double[0])),
                        Samples.of(scenario, Samples.GRPC, other.toArray(new Double[0])))
                .results();
        return Verdict.of(results.get(0), results.get(1));
    }
}
