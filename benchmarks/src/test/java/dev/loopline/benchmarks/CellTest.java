package dev.loopline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/** Each cell once and shortly. That what comes back is what was sent is checked by the benchmarks themselves. */
class CellTest {
    private static final TimeValue SHORT = TimeValue.milliseconds(20);

    @BeforeAll
    static void letOthersMeasureMeanwhile() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @ParameterizedTest
    @FieldSource("dev.loopline.benchmarks.Cell#ALL")
    void measuresEachCell(Cell cell, @TempDir Path directory) throws RunnerException {
        RunResult result = new Runner(cell.options()
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(SHORT)
                        .param("warmUpMessages", "100")
                        .output(directory.resolve("log").toString())
                        .build())
                .runSingle();

        Measured measured = Measured.of(cell, result);
        assertThat(measured.figure()).isPositive();
        if (cell.type() == LooplineEcho.class) {
            assertThat(measured.clientBytes()).isGreaterThan(Payload.BYTES);
            assertThat(measured.serverBytes()).isGreaterThan(Payload.BYTES);
        }
    }
}
