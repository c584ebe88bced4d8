package dev.loopline.benchmarks.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one contender showed in one scenario, before anything is made of it.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param scenario what was done
 * @param contender who did it
 * @param pids the processes that did, all rounds together
 * @param rounds one value per round, in the unit of the scenario and the order in which the rounds were; as many as every
 *     other contender of the scenario has, since the values of one round are compared with each other
 * @param percentiles of what was timed; {@code null} if nothing was timed one by one
 * @param load what it did at rates that were set, in rising order; empty if none was
 * @param costs what it spent; {@code null} if that was not measured
 */
public record Measurement(
        Scenario scenario,
        Contender contender,
        List<Long> pids,
        List<Double> rounds,
        @Nullable PercentileCurve percentiles,
        List<LoadStep> load,
        @Nullable Costs costs) {
    /** Makes one. */
    public Measurement {
        requireNonNull(scenario, "scenario");
        requireNonNull(contender, "contender");
        pids = List.copyOf(pids);
        rounds = List.copyOf(rounds);
        load = List.copyOf(load);
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException(contender.name() + " in '" + scenario.name()
                    + "': no rounds (expected: at least 1; leave out what could not be measured, and note why)");
        }
        for (double value : rounds) {
            if (!Double.isFinite(value) || value < 0) {
                throw new IllegalArgumentException(contender.name() + " in '" + scenario.name() + "': round of " + value
                        + " (expected: a finite number >= 0)");
            }
        }
    }

    /**
     * Makes one of rounds alone.
     *
     * @param scenario what was done
     * @param contender who did it
     * @param pids the processes that did
     * @param rounds one value per round
     */
    public Measurement(Scenario scenario, Contender contender, List<Long> pids, List<Double> rounds) {
        this(scenario, contender, pids, rounds, null, List.of(), null);
    }

    /**
     * {@return the same with a percentile curve}
     *
     * @param curve of all rounds together
     */
    public Measurement withPercentiles(PercentileCurve curve) {
        return new Measurement(scenario, contender, pids, rounds, curve, load, costs);
    }

    /**
     * {@return the same with steps of load}
     *
     * @param steps in rising order of the rate that was offered
     */
    public Measurement withLoad(List<LoadStep> steps) {
        return new Measurement(scenario, contender, pids, rounds, percentiles, steps, costs);
    }

    /**
     * {@return the same with what it cost}
     *
     * @param spent per call, message or event
     */
    public Measurement withCosts(Costs spent) {
        return new Measurement(scenario, contender, pids, rounds, percentiles, load, spent);
    }
}
