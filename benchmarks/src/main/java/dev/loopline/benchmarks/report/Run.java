package dev.loopline.benchmarks.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that one run of the benchmarks found, and on what.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param results in the order of the report: by scenario, all of one behind each other
 * @param machine what it ran on
 * @param commands what was started, so that anybody can start it again
 * @param notes what a reader has to know, such as who could not be measured and why
 * @param commit of this project
 * @param time at which the run began
 */
public record Run(
        List<Result> results,
        Machine machine,
        List<Command> commands,
        List<String> notes,
        String commit,
        Instant time) {
    /**
     * A command line.
     *
     * @param what it starts
     * @param line as a shell takes it
     */
    public record Command(String what, String line) {}

    /** Makes one of what was computed before; see {@link #of}. */
    public Run {
        results = List.copyOf(results);
        commands = List.copyOf(commands);
        notes = List.copyOf(notes);
        requireNonNull(machine, "machine");
        requireNonNull(commit, "commit");
        requireNonNull(time, "time");
    }

    /**
     * Computes medians and ratios.
     *
     * @param measurements in any order; scenarios and contenders keep that in which they first appear
     * @param machine what it ran on
     * @param commands what was started
     * @param notes what a reader has to know
     * @param commit of this project
     * @param time at which the run began
     * @return the run
     * @throws IllegalArgumentException if two contenders of a scenario do not have the same number of rounds, one appears
     *     twice, or two scenarios of one name differ
     */
    public static Run of(
            List<Measurement> measurements,
            Machine machine,
            List<Command> commands,
            List<String> notes,
            String commit,
            Instant time) {
        Map<String, List<Measurement>> scenarios = new LinkedHashMap<>();
        for (Measurement each : measurements) {
            List<Measurement> others = scenarios.computeIfAbsent(each.scenario().name(), any -> new ArrayList<>());
            others.forEach(other -> requireComparable(each, other));
            others.add(each);
        }
        List<Result> results = new ArrayList<>();
        for (List<Measurement> scenario : scenarios.values()) {
            scenario.forEach(each -> results.add(Result.of(each, scenario)));
        }
        return new Run(results, machine, commands, notes, commit, time);
    }

    private static void requireComparable(Measurement one, Measurement other) {
        String scenario = one.scenario().name();
        String name = one.contender().name();
        if (!one.scenario().equals(other.scenario())) {
            throw new IllegalArgumentException("scenario '" + scenario + "': " + one.scenario() + " and "
                    + other.scenario() + " (expected: the same)");
        }
        if (name.equals(other.contender().name())) {
            throw new IllegalArgumentException(
                    "scenario '" + scenario + "': two measurements of '" + name + "' (expected: one)");
        }
        if (one.rounds().size() != other.rounds().size()) {
            throw new IllegalArgumentException(
                    "scenario '" + scenario + "': " + one.rounds().size() + " rounds of '" + name
                            + "' and " + other.rounds().size() + " of '"
                            + other.contender().name()
                            + "' (expected: as many; leave out who failed in one, and note it)");
        }
    }

    /** {@return the results by scenario, in the order of the report} */
    public Map<String, List<Result>> byScenario() {
        Map<String, List<Result>> scenarios = new LinkedHashMap<>();
        results.forEach(result -> scenarios
                .computeIfAbsent(result.scenario(), any -> new ArrayList<>())
                .add(result));
        return scenarios;
    }
}
