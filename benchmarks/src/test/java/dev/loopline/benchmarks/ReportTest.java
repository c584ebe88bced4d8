package dev.loopline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void ratiosAreTakenWithinEachRound() {
        Rounds rounds = new Rounds();
        rounds.add(round(20, 10)); // the machine was busy
        rounds.add(round(240, 100));
        rounds.add(round(15, 10));

        Rounds.Spread ratio = rounds.ratio(Cell.DIRECT_ASYNC, Cell.NETTY_ASYNC);

        assertThat(ratio).isEqualTo(new Rounds.Spread(2, 1.5, 2.4));
    }

    @Test
    void saysWhatWasReachedAndWhatWasNot() {
        Rounds rounds = new Rounds();
        rounds.add(round(20, 10));

        assertThat(Report.of(
                        rounds,
                        Cell.ALL.stream()
                                .filter(cell -> rounds.has(cell.name()))
                                .toList()))
                .contains("MISSED: async round trip, x netty: 2.00 (aim: at most 1.3)")
                .contains("reached: client B/call, loopline direct, async: 500.00 (aim: at most 600)");
    }

    private static Map<String, Measured> round(double loopline, double netty) {
        return Map.of(
                Cell.DIRECT_ASYNC,
                new Measured(loopline, 0, 500, 400, 2, 1),
                Cell.NETTY_ASYNC,
                new Measured(netty, 0, 0, 0, 1, 1));
    }
}
