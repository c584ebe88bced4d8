package dev.loopline.benchmarks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loopline.benchmarks.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TopicBenchTest {
    @Test
    void aShortRunWithItsProcessesLosesNothingAndLeavesResults(@TempDir Path out) throws IOException {
        int exit = new CommandLine(new TopicBench())
                .execute("--rounds=1", "--millis=20", "--warm-up=20", "--only=events 1 loopline$", "--out=" + out);

        assertThat(exit).isZero();
        try (var runs = Files.list(out)) {
            Path run = runs.toList().get(0);
            assertThat(run.resolve("results.json")).content().contains("events 1 loopline all");
            assertThat(run.resolve("results.md"))
                    .content()
                    .contains("| loopline |", "reached: loopline, 1: events lost: 0.00 (aim: none)");
        }
    }

    @Test
    void figuresAreMeasuredAgainstTheirAims() {
        Results results = new Results();
        for (double busy : new double[] {1, 10, 2}) {
            results.add("events 1 loopline all", 2_400_000 / busy);
            results.add("events 1 nats all", 1_000_000 / busy);
            for (String peer : List.of("loopline", "nats")) {
                for (String figure : List.of("least", "most", "told", "lost", "published")) {
                    results.add("events 1 " + peer + " " + figure, 0);
                }
            }
        }

        List<String> lines = TopicReport.of(results);

        assertThat(lines)
                .contains("| loopline | 1,200,000 | 2.40 (2.40 to 2.40) | 0 | 0 | 0 (0 %) | 0 |")
                .contains("reached: loopline, 1: million deliveries/s: 1.20 (aim: at least 1.0)")
                .contains("reached: loopline, 1: x nats: 2.40 (aim: at least 2.0)");
    }

    @Test
    void anEventSaysItsNumberAndTime() {
        byte[] event = Events.event(7, -3);

        assertThat(event).hasSize(Events.BYTES);
        assertThat(Events.number(event)).isEqualTo(7);
        assertThat(Events.sentNanos(ByteString.copyFrom(event))).isEqualTo(-3);
    }
}
