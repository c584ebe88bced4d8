package dev.loopline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command with its processes, over little and shortly. */
class BenchTest {
    @Test
    void aShortRunLeavesResultsAndAReport(@TempDir Path out) throws Exception {
        int exit = bench(out, "unary 64 B, one caller: (sockets, blocking|loopline, direct)$");

        assertThat(exit).isZero();
        assertThat(out.resolve("results.json"))
                .content()
                .contains("\"unary 64 B, one caller\"", "\"loopline, direct\"", "\"sockets, blocking\"");
        assertThat(out.resolve("report.html")).content().contains("loopline, direct");
        try (var kept = Files.list(out.resolve("history"))) {
            assertThat(kept).hasSize(1);
        }
    }

    @Test
    void eventsAreNotLost(@TempDir Path out) throws Exception {
        int exit = bench(out, "events to 1 subscriber: loopline$");

        assertThat(exit).isZero();
        assertThat(out.resolve("report.html"))
                .content()
                .contains("reached: events to 1 subscriber, lost, loopline, events: 0.00 (aim: at most 0.00)");
    }

    @Test
    void callsBesideBulkAStoppedConsumerAndAColdStartAreMeasured(@TempDir Path out) throws Exception {
        int exit = bench(out, "(beside bulk|consumer stopped|cold start).*: loopline$");

        assertThat(exit).isZero();
        assertThat(out.resolve("results.json"))
                .content()
                .contains(
                        "\"beside bulk on another connection, p99\"",
                        "\"consumer stopped, server heap\"",
                        "\"cold start\"");
    }

    @Test
    void anExpressionThatFindsNothingIsAnError(@TempDir Path out) {
        assertThat(bench(out, "no such thing")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(out).isEmptyDirectory();
    }

    private static int bench(Path out, String only) {
        return new CommandLine(new Bench())
                .execute("--rounds=1", "--millis=20", "--warm-up=20", "--only=" + only, "--out=" + out);
    }
}
