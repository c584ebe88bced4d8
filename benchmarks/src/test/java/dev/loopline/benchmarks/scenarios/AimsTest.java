package dev.loopline.benchmarks.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.benchmarks.peers.Peers;
import dev.loopline.benchmarks.report.Machine;
import dev.loopline.benchmarks.report.Measurement;
import dev.loopline.benchmarks.report.Run;
import dev.loopline.benchmarks.report.Scenario;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AimsTest {
    @Test
    void ratiosAreTakenWithinEachRound() {
        List<String> lines = aims(
                measured(Catalogue.UNARY, "loopline", 20.0, 240.0, 15.0), // the machine was busy in the second round
                measured(Catalogue.UNARY, "sockets, spinning", 10.0, 100.0, 10.0));

        assertThat(lines)
                .containsExactly(
                        "MISSED: unary 64 B, one caller, loopline, x sockets, spinning: 2.00 (aim: at most 1.50)");
    }

    @Test
    void eitherOfTwoBoundsIsEnough() {
        List<String> lines = aims(
                measured(Catalogue.STREAM_SMALL, "loopline, direct", 3_000_000.0),
                measured(Catalogue.STREAM_SMALL, "grpc-java, direct", 700_000.0));

        assertThat(lines)
                .containsExactly(
                        "reached: stream 64 B, loopline, direct: 3,000,000 messages/s, 4.29 x grpc-java, direct"
                                + " (aim: at least 4,000,000, or 4.00 x)");
    }

    @Test
    void whatWasNotMeasuredIsNotMentioned() {
        assertThat(aims(measured(Catalogue.UNARY, "loopline", 20.0))).isEmpty();
    }

    @Test
    void aMessageTakesItsOwnBytes() {
        assertThat(MessageBytes.made()).isBetween(24.0, 200.0);
        assertThat(MessageBytes.parsed()).isBetween(24.0 + Catalogue.SMALL, 600.0);
    }

    private static Measurement measured(Scenario scenario, String contender, Double... rounds) {
        return new Measurement(scenario, Peers.named(contender).contender(), List.of(), List.of(rounds));
    }

    private static List<String> aims(Measurement... measurements) {
        return Aims.of(
                Run.of(List.of(measurements), Machine.here(), List.of(), List.of(), "some commit", Instant.EPOCH));
    }
}
