package dev.loopline.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {
    @Test
    void ranksWhoIsSeparated() {
        Run run = Samples.run(
                Samples.unary(Samples.GRPC, 50.0, 51.0, 52.0, 50.0, 50.0),
                Samples.unary(Samples.FLOOR, 10.0, 11.0, 10.0, 12.0, 10.0),
                Samples.unary(Samples.DIRECT, 20.0, 21.0, 22.0, 20.0, 23.0));

        assertThat(places(run)).containsExactly("1 socket, spinning", "2 Loopline, direct", "3 grpc-java, direct");
    }

    @Test
    void refusesToRankWhoIsNot() {
        // The middle one is separated from neither neighbour, but the outer two are from each other.
        Run run = Samples.run(
                Samples.unary(Samples.FLOOR, 10.0, 10.0, 10.0, 10.0, 10.0),
                Samples.unary(Samples.DIRECT, 9.0, 11.0, 11.0, 11.0, 13.0),
                Samples.unary(Samples.JEROMQ, 12.0, 12.0, 12.0, 12.0, 12.0));

        assertThat(places(run)).containsExactly("1-2 socket, spinning", "1-3 Loopline, direct", "2-3 JeroMQ");
        assertThat(ConsoleReport.of(run))
                .contains(
                        "  not separated: socket, spinning and Loopline, direct",
                        "  not separated: Loopline, direct and JeroMQ",
                        "    than JeroMQ            not separated (0.92 to 1.33)",
                        Verdict.RULE);
    }

    private static List<String> places(Run run) {
        return Ranking.of(run.results()).places().stream()
                .map(place -> place.text() + " " + place.result().contender())
                .toList();
    }
}
