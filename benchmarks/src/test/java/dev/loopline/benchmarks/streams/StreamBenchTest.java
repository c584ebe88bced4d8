package dev.loopline.benchmarks.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.benchmarks.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StreamBenchTest {
    @Test
    void aShortRunWithItsProcessesLeavesResults(@TempDir Path out) throws IOException {
        int exit = new CommandLine(new StreamBench())
                .execute(
                        "--rounds=1",
                        "--millis=20",
                        "--warm-up=20",
                        "--bulk=2",
                        "--only=64 loopline, blocking|" + StreamReport.FAIRNESS,
                        "--out=" + out);

        assertThat(exit).isZero();
        try (var runs = Files.list(out)) {
            Path run = runs.toList().get(0);
            assertThat(run.resolve("results.json")).content().contains("stream 64 loopline, blocking", "p99 other");
            assertThat(run.resolve("results.md")).content().contains("| loopline, blocking |", "p99 beside bulk");
        }
    }

    @Test
    void aRatioIsTakenWithinEachRoundAndMeasuredAgainstItsAim() {
        Results results = new Results();
        for (double busy : new double[] {1, 10, 2}) {
            results.add("stream 64 loopline, blocking", 3_000_000 / busy);
            results.add("stream 64 grpc-java, direct", 1_000_000 / busy);
        }
        for (String figure : List.of("p50", "p99", "calls", "MB/s")) {
            results.add(StreamReport.FAIRNESS + " " + figure + " same", 700);
            results.add(StreamReport.FAIRNESS + " " + figure + " other", 200);
        }

        List<String> lines = StreamReport.of(results);

        assertThat(lines)
                .contains("| loopline, blocking | 1,500,000 | 3.00 (3.00 to 3.00) |")
                .contains("reached: messages/s at 64 B, x grpc-java: 3.00 (aim: at least 2.0)")
                .contains("MISSED: p99 beside bulk, same / other connection: 3.50 (aim: at most 3.0)");
    }
}
