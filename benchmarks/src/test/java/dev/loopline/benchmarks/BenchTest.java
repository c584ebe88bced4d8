package dev.loopline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command with its processes, over little and shortly. */
class BenchTest {
    private static final String SHORT = "--rounds=1 --millis=20 --warm-up=20 --only ";

    @TempDir
    private Path out;

    @Test
    void aShortRunLeavesResultsAndAReport() throws Exception {
        int exit = bench("unary 64 B, one caller: (sockets, blocking|loopline, direct)$");

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
    void eventsAreNotLost() throws Exception {
        int exit = bench("events to 1 subscriber: loopline$");

        assertThat(exit).isZero();
        assertThat(out.resolve("report.html"))
                .content()
                .contains("reached: events to 1 subscriber, lost, loopline, events: 0.00 (aim: at most 0.00)");
    }

    @Test
    void callsBesideBulkAStoppedConsumerAndAColdStartAreMeasured() throws Exception {
        int exit = bench("(beside bulk|consumer stopped|cold start).*: loopline$");

        assertThat(exit).isZero();
        assertThat(out.resolve("results.json"))
                .content()
                .contains(
                        "\"beside bulk on another connection, p99\"",
                        "\"consumer stopped, server heap\"",
                        "\"cold start\"");
    }

    @Test
    void anExpressionThatFindsNothingIsAnError() {
        assertThat(bench("no such thing")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(out).isEmptyDirectory();
    }

    private int bench(String only) {
        String[] options = SHORT.strip().split(" ");
        CommandLine command = new CommandLine(new Bench());
        return command.execute(options[0], options[1], options[2], options[3], only, "--out=" + out);
    }
}
