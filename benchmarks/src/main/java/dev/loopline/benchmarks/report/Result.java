package dev.loopline.benchmarks.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one contender showed in one scenario, and how that compares.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param measurement what it is made of
 * @param spread of the rounds
 * @param ratioToFloor to the scenario's floor, 1 for the floor itself; {@code null} if the scenario has none or its value is 0
 * @param ratioToPeers by name, to each contender that is neither Loopline, nor the scenario's floor, nor this one
 */
public record Result(
        Measurement measurement, Spread spread, @Nullable Ratio ratioToFloor, Map<String, Ratio> ratioToPeers) {
    /** Makes one. */
    public Result {
        ratioToPeers = Collections.unmodifiableMap(new LinkedHashMap<>(ratioToPeers));
    }

    /** {@return the result of one of several measurements of a scenario} */
    static Result of(Measurement measurement, List<Measurement> all) {
        String floor = measurement.scenario().floor();
        Ratio toFloor = null;
        Map<String, Ratio> toPeers = new LinkedHashMap<>();
        for (Measurement other : all) {
            if (!Ratio.isDefined(other.rounds())) {
                continue;
            }
            String name = other.contender().name();
            if (name.equals(floor)) {
                toFloor = Ratio.of(measurement.rounds(), other.rounds());
            } else if (other.contender().role() != Contender.Role.LOOPLINE
                    && !other.contender().equals(measurement.contender())) {
                toPeers.put(name, Ratio.of(measurement.rounds(), other.rounds()));
            }
        }
        return new Result(measurement, Spread.of(measurement.rounds()), toFloor, toPeers);
    }

    /** {@return the scenario's name} */
    public String scenario() {
        return measurement.scenario().name();
    }

    /** {@return the contender's name} */
    public String contender() {
        return measurement.contender().name();
    }

    /** {@return the value of each round} */
    public List<Double> rounds() {
        return measurement.rounds();
    }

    /** {@return the median of the rounds} */
    public double median() {
        return spread.median();
    }
}
