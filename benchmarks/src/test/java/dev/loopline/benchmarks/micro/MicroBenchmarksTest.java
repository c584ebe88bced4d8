package dev.loopline.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each runs once, for a moment, in this JVM: nothing here is measured. */
@Tag("one-java")
class MicroBenchmarksTest {
    private static final String PACKAGE =
            MicroBenchmarksTest.class.getPackageName().replace(".", "\\.") + "\\.";

    @Test
    void allRunWithoutSockets() throws RunnerException {
        Collection<RunResult> results = run(options(PACKAGE, Wire.IN_PROCESS));

        assertThat(benchmarks(results)).isEqualTo(all());
    }

    @Test
    void callsRunWithAServerInItsOwnJvm() throws RunnerException {
        Collection<RunResult> results = run(options(PACKAGE + "BlockingCalls\\.callers4", Wire.NIO));

        assertThat(benchmarks(results)).hasSize(1);
    }

    private static ChainedOptionsBuilder options(String regex, Wire transport) {
        return new OptionsBuilder()
                .include(regex)
                .param("transport", transport.name())
                .param("handlers", Handlers.DEFAULT.name())
                .param("payloadBytes", "64")
                .param("subscriptions", "10")
                .param("added", Metering.Added.BOTH.name())
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
    }

    private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.build()).run();
    }

    private static Set<String> benchmarks(Collection<RunResult> results) {
        return results.stream()
                .map(result -> result.getParams().getBenchmark())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> all() {
        return BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        List.of(PACKAGE),
                        List.of())
                .stream()
                .map(entry -> entry.getUsername())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
