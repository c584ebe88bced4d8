package dev.loopline.benchmarks.report;

import static dev.loopline.benchmarks.report.Change.Outcome.BETTER;
import static dev.loopline.benchmarks.report.Change.Outcome.FLOOR;
import static dev.loopline.benchmarks.report.Change.Outcome.NOT_COMPARABLE;
import static dev.loopline.benchmarks.report.Change.Outcome.NOT_SEPARATED;
import static dev.loopline.benchmarks.report.Change.Outcome.REGRESSION;
import static dev.loopline.benchmarks.report.Change.Outcome.WORSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Scenario STREAM = new Scenario("stream", "Messages one way.", "messages/s", true, null);

    @Test
    void aRunBesideItselfHasNoRegressions() {
        Comparison comparison = Comparison.of(Samples.everything(), Samples.everything());

        assertThat(comparison.changes()).hasSameSizeAs(Samples.everything().results());
        assertThat(comparison.exitCode()).isZero();
        assertThat(comparison.lines()).endsWith("no regressions");
    }

    @Test
    void aSlowerMachineIsNoRegression() {
        Comparison comparison = Comparison.of(unary(10, 20, 100), unary(20, 40, 200));

        assertThat(comparison.changes())
                .extracting(Change::outcome)
                .containsExactly(FLOOR, NOT_SEPARATED, NOT_SEPARATED);
        assertThat(comparison.changes().get(1).ofMedian()).isCloseTo(2, within(1e-9));
        assertThat(comparison.changes().get(1).ofRatioToFloor()).isCloseTo(1, within(1e-9));
    }

    @Test
    void flagsWhatGotWorseBesideTheFloor() {
        Comparison comparison = Comparison.of(unary(10, 20, 100), unary(10, 26, 130));

        assertThat(comparison.changes()).extracting(Change::outcome).containsExactly(FLOOR, REGRESSION, WORSE);
        assertThat(comparison.exitCode()).isEqualTo(Comparison.EXIT_REGRESSION);
        assertThat(comparison.lines())
                .anyMatch(line ->
                        line.matches(" *Loopline, direct +20.4 +26.5 +\\+30 % +2.00 +2.60 +\\+30 % +REGRESSION"))
                .endsWith("1 regression");
    }

    @Test
    void onlyLooplinesRegressionsCount() {
        assertThat(Comparison.of(unary(10, 20, 100), unary(10, 20, 200)).exitCode())
                .isZero();
    }

    @Test
    void saysWhatGotBetter() {
        assertThat(Comparison.of(unary(10, 20, 100), unary(10, 15, 100)).changes())
                .extracting(Change::outcome)
                .containsExactly(FLOOR, BETTER, NOT_SEPARATED);
    }

    @Test
    void theNoiseOfBothRunsExplainsAChange() {
        Run before = Samples.run(Samples.of(STREAM, Samples.DIRECT, 100.0, 60.0, 110.0, 90.0, 105.0));
        Run now = Samples.run(Samples.of(STREAM, Samples.DIRECT, 80.0, 102.0, 70.0, 75.0, 95.0));

        assertThat(Comparison.of(before, now).changes())
                .extracting(Change::outcome)
                .containsExactly(NOT_SEPARATED);
    }

    @Test
    void withoutAFloorTheValuesThemselvesAreCompared() {
        Run before = Samples.run(Samples.of(STREAM, Samples.DIRECT, 100.0, 101.0, 99.0, 100.0, 102.0));
        Run now = Samples.run(Samples.of(STREAM, Samples.DIRECT, 80.0, 81.0, 82.0, 83.0, 80.0));

        assertThat(Comparison.of(before, now).changes())
                .extracting(Change::outcome)
                .containsExactly(REGRESSION);
        assertThat(Comparison.of(now, before).changes())
                .extracting(Change::outcome)
                .containsExactly(BETTER);
    }

    @Test
    void aChangedScenarioSaysNothing() {
        Scenario other = new Scenario("stream", "Messages one way.", "MB/s", true, null);

        Comparison comparison = Comparison.of(
                Samples.run(Samples.of(STREAM, Samples.DIRECT, 1.0)),
                Samples.run(Samples.of(other, Samples.DIRECT, 9.0)));

        assertThat(comparison.changes()).extracting(Change::outcome).containsExactly(NOT_COMPARABLE);
    }

    @Test
    void namesWhatOnlyOneRunHas() {
        Comparison comparison = Comparison.of(
                Samples.run(Samples.unary(Samples.GRPC, 1.0)), Samples.run(Samples.unary(Samples.JEROMQ, 1.0)));

        assertThat(comparison.lines())
                .contains(
                        "only before: unary 64 B, one caller: grpc-java, direct",
                        "only now: unary 64 B, one caller: JeroMQ");
    }

    @Test
    void chancesAreThoseOfTheRankSumTest() {
        List<Double> low = List.of(1.0, 2.0, 3.0, 4.0, 5.0);
        List<Double> high = List.of(6.0, 7.0, 8.0, 9.0, 10.0);

        assertThat(RankSum.chanceOfGreater(high, low)).isCloseTo(1 / 252.0, within(1e-12));
        assertThat(RankSum.chanceOfGreater(low, high)).isEqualTo(1);
        assertThat(RankSum.chanceOfGreater(List.of(2.0, 4.0), List.of(1.0, 3.0)))
                .isCloseTo(2 / 6.0, within(1e-12));
    }

    /** {@return a run in which the rounds of all go up and down together} */
    private static Run unary(double floor, double loopline, double grpc) {
        return Samples.run(
                Samples.unary(Samples.FLOOR, rounds(floor)),
                Samples.unary(Samples.DIRECT, rounds(loopline)),
                Samples.unary(Samples.GRPC, rounds(grpc)));
    }

    private static Double[] rounds(double value) {
        return Arrays.stream(new double[] {1, 1.3, 1.02, 0.98, 1.1})
                .mapToObj(factor -> factor * value)
                .toArray(Double[]::new);
    }
}
