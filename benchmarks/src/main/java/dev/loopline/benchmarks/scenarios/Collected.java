package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.Slice;
import dev.loopline.benchmarks.load.Spent;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Costs;
import dev.loopline.benchmarks.report.LoadStep;
import dev.loopline.benchmarks.report.Measurement;
import dev.loopline.benchmarks.report.PercentileCurve;
import dev.loopline.benchmarks.report.Scenario;
import dev.loopline.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What one contender showed in one scenario in the rounds so far. For one thread. */
final class Collected {
    private static final int DIGITS = 3; // as many as were recorded
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double MEBIBYTE = 1 << 20;

    private final Scenario scenario;
    private final Contender contender;
    private final List<Double> rounds = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Long> pids = new LinkedHashSet<>();

    Collected(Scenario scenario, Contender contender) {
        this.scenario = scenario;
        this.contender = contender;
    }

    void add(double value, Finding finding) {
        rounds.add(value);
        findings.add(finding);
        pids.addAll(finding.pids());
    }

    Measurement measurement() {
        return new Measurement(scenario, contender, List.copyOf(pids), rounds, curve(), steps(), costs());
    }

    private @Nullable PercentileCurve curve() {
        Histogram all = new Histogram(DIGITS);
        for (Finding finding : findings) {
            Histogram times = finding.times();
            if (times != null) {
                all.add(times);
            }
        }
        return all.getTotalCount() == 0 ? null : PercentileCurve.of(all, NANOS_PER_MICRO, "us");
    }

    private List<LoadStep> steps() {
        Map<Double, List<LoadStep>> byRate = new TreeMap<>();
        for (Finding finding : findings) {
            finding.steps().forEach(step -> byRate.computeIfAbsent(step.offeredPerSecond(), any -> new ArrayList<>())
                    .add(step));
        }
        return byRate.entrySet().stream()
                .map(entry -> new LoadStep(
                        entry.getKey(),
                        median(entry.getValue(), LoadStep::achievedPerSecond),
                        median(entry.getValue(), LoadStep::p50Micros),
                        median(entry.getValue(), LoadStep::p99Micros),
                        median(entry.getValue(), LoadStep::p999Micros)))
                .toList();
    }

    private @Nullable Costs costs() {
        List<Slice> slices = findings.stream()
                .map(Finding::spent)
                .filter(slice -> slice != null && slice.done() > 0)
                .toList();
        return slices.isEmpty() ? null : new Costs(side(slices, Slice::client, 0), side(slices, Slice::server, 1));
    }

    /** What the operating system does not tell is 0, and left out. */
    private Costs.Side side(List<Slice> slices, Function<Slice, Spent> side, int index) {
        double switches = perCall(slices, slice -> side.apply(slice).contextSwitches());
        double resident = findings.get(findings.size() - 1).residentBytes().isEmpty()
                ? 0
                : findings.get(findings.size() - 1).residentBytes().get(index) / MEBIBYTE;
        return new Costs.Side(
                perCall(slices, slice -> side.apply(slice).cpuNanos() / NANOS_PER_MICRO),
                switches == 0 ? null : switches,
                perCall(slices, slice -> side.apply(slice).allocatedBytes()),
                resident == 0 ? null : resident);
    }

    private static double perCall(List<Slice> slices, ToDoubleFunction<Slice> value) {
        return median(slices, slice -> value.applyAsDouble(slice) / slice.done());
    }

    private static <T> double median(List<T> values, ToDoubleFunction<T> value) {
        return Spread.of(values.stream().map(value::applyAsDouble).toList()).median();
    }
}
