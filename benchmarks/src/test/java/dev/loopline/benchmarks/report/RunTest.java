package dev.loopline.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RunTest {
    @Test
    void ratiosAreTakenWithinEachRound() {
        Run run = Samples.run(
                Samples.unary(Samples.FLOOR, 10.0, 100.0, 10.0), // the machine was busy in the second round
                Samples.unary(Samples.DIRECT, 20.0, 240.0, 15.0));

        Result result = run.results().get(1);
        assertThat(result.median()).isEqualTo(20);
        assertThat(result.ratioToFloor()).isEqualTo(new Ratio(List.of(2.0, 2.4, 1.5), new Spread(2, 1.5, 2.4)));
    }

    @Test
    void peersAreAllButLooplineAndTheFloor() {
        Contender blocking = Samples.floor("socket, blocking");
        Run run = Samples.run(
                Samples.unary(Samples.FLOOR, 10.0),
                Samples.unary(blocking, 40.0),
                Samples.unary(Samples.DIRECT, 20.0),
                Samples.unary(Samples.loopline("Loopline, default"), 30.0),
                Samples.unary(Samples.GRPC, 100.0));

        Map<String, List<String>> peers = run.results().stream()
                .collect(Collectors.toMap(
                        Result::contender,
                        result -> List.copyOf(result.ratioToPeers().keySet())));

        assertThat(peers.get("Loopline, direct")).containsExactly("socket, blocking", "grpc-java, direct");
        assertThat(peers.get("grpc-java, direct")).containsExactly("socket, blocking");
    }

    @Test
    void thereIsNoRatioToNothing() {
        Run run = Samples.run(Samples.unary(Samples.FLOOR, 0.0, 1.0), Samples.unary(Samples.DIRECT, 1.0, 1.0));

        assertThat(run.results().get(1).ratioToFloor()).isNull();
    }

    @Test
    void refusesContendersThatCannotBeCompared() {
        assertThatThrownBy(() -> Samples.run(Samples.unary(Samples.DIRECT, 1.0, 2.0), Samples.unary(Samples.GRPC, 1.0)))
                .hasMessageContaining("1 rounds of 'grpc-java, direct' and 2 of 'Loopline, direct' (expected: as many");
        assertThatThrownBy(() -> Samples.run(Samples.unary(Samples.DIRECT, 1.0), Samples.unary(Samples.DIRECT, 1.0)))
                .hasMessageContaining("two measurements of 'Loopline, direct' (expected: one)");
        assertThatThrownBy(() -> Samples.unary(Samples.DIRECT, Double.NaN))
                .hasMessageContaining("round of NaN (expected: a finite number >= 0)");
        assertThatThrownBy(() -> Samples.unary(Samples.DIRECT)).hasMessageContaining("no rounds (expected: at least 1");
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 10.0))).isEqualTo(new Spread(3.5, 1, 10));
    }

    @Test
    void aCurveEndsWithTheGreatestAndSaysNoMoreThanWasCounted() {
        Histogram nanos = new Histogram(3);
        for (int i = 1; i <= 1_000; i++) {
            nanos.recordValue(1_000L * i);
        }

        PercentileCurve curve = PercentileCurve.of(nanos, 1_000, "us");

        assertThat(curve.count()).isEqualTo(1_000);
        assertThat(curve.points().get(6).percentile()).isEqualTo(90);
        assertThat(curve.points().get(6).value()).isBetween(899.0, 902.0);
        assertThat(curve.points()).extracting(PercentileCurve.Point::percentile).isSorted();
        assertThat(curve.points().get(curve.points().size() - 2).percentile()).isBetween(99.89, 99.91);
        assertThat(curve.points().get(curve.points().size() - 1).percentile()).isEqualTo(100);
    }

    @Test
    void thisMachineIsNamed() {
        Machine machine = Machine.here().with("load average after", "0.10");

        assertThat(machine.facts()).containsKeys("cores", "kernel", "JDK", "load average after");
        assertThat(machine.facts().get("JDK")).contains(Runtime.version().toString());
    }
}
