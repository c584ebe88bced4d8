package dev.loopline.benchmarks.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a JSON object of each result. Values are written as they were measured, what is computed of them with nine digits. */
final class ResultWriter {
    /** The fields that are the same in all results of a run. */
    static final List<String> SHARED = List.of("commit", "time", "machine");

    private static final int COMPUTED_DIGITS = 9;

    private ResultWriter() {}

    static JsonObject object(Result result, Run run) {
        Measurement measurement = result.measurement();
        Scenario scenario = measurement.scenario();
        Contender contender = measurement.contender();
        JsonObject object = new JsonObject();
        object.addProperty("scenario", scenario.name());
        object.addProperty("contender", contender.name());
        object.addProperty("version", contender.version());
        object.addProperty("settings", contender.settings());
        JsonArray pids = new JsonArray();
        measurement.pids().forEach(pids::add);
        object.add("pids", pids);
        object.addProperty("unit", scenario.unit());
        object.add("rounds", array(result.rounds()));
        object.addProperty("median", computed(result.median()));
        Ratio toFloor = result.ratioToFloor();
        object.addProperty("ratioToFloor", toFloor == null ? null : computed(toFloor.median()));
        JsonObject toPeers = new JsonObject();
        result.ratioToPeers().forEach((peer, ratio) -> toPeers.addProperty(peer, computed(ratio.median())));
        object.add("ratioToPeers", toPeers);

        object.addProperty("least", result.spread().least());
        object.addProperty("greatest", result.spread().greatest());
        object.add("ratioToFloorRange", toFloor == null ? null : range(toFloor));
        JsonObject ranges = new JsonObject();
        result.ratioToPeers().forEach((peer, ratio) -> ranges.add(peer, range(ratio)));
        object.add("ratioToPeersRange", ranges);
        object.addProperty("sentence", scenario.sentence());
        object.addProperty("higherIsBetter", scenario.higherIsBetter());
        object.addProperty("floor", scenario.floor());
        object.addProperty("role", contender.role().name());
        object.add("percentiles", percentiles(measurement.percentiles()));
        object.add("load", load(measurement.load()));
        object.add("costs", costs(measurement.costs()));
        object.addProperty("commit", run.commit());
        object.addProperty("time", run.time().toString());
        JsonObject machine = new JsonObject();
        run.machine().facts().forEach(machine::addProperty);
        object.add("machine", machine);
        return object;
    }

    private static JsonArray array(List<Double> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    private static JsonArray range(Ratio ratio) {
        JsonArray array = new JsonArray();
        array.add(computed(ratio.spread().least()));
        array.add(computed(ratio.spread().greatest()));
        return array;
    }

    private static @Nullable JsonObject percentiles(@Nullable PercentileCurve curve) {
        if (curve == null) {
            return null;
        }
        JsonObject object = new JsonObject();
        object.addProperty("unit", curve.unit());
        object.addProperty("count", curve.count());
        JsonArray points = new JsonArray();
        for (PercentileCurve.Point point : curve.points()) {
            points.add(array(List.of(point.percentile(), point.value())));
        }
        object.add("points", points);
        return object;
    }

    private static JsonArray load(List<LoadStep> steps) {
        JsonArray array = new JsonArray();
        for (LoadStep step : steps) {
            JsonObject object = new JsonObject();
            object.addProperty("offeredPerSecond", step.offeredPerSecond());
            object.addProperty("achievedPerSecond", step.achievedPerSecond());
            object.addProperty("p50Micros", step.p50Micros());
            object.addProperty("p99Micros", step.p99Micros());
            object.addProperty("p999Micros", step.p999Micros());
            array.add(object);
        }
        return array;
    }

    private static @Nullable JsonObject costs(@Nullable Costs costs) {
        if (costs == null) {
            return null;
        }
        JsonObject object = new JsonObject();
        object.add("client", side(costs.client()));
        object.add("server", side(costs.server()));
        return object;
    }

    private static JsonObject side(Costs.Side side) {
        JsonObject object = new JsonObject();
        object.addProperty("cpuMicros", side.cpuMicros());
        object.addProperty("contextSwitches", side.contextSwitches());
        object.addProperty("allocatedBytes", side.allocatedBytes());
        object.addProperty("residentMiB", side.residentMiB());
        return object;
    }

    private static BigDecimal computed(double value) {
        // Without an exponent, which not every reader of a table expects.
        return new BigDecimal(
                new BigDecimal(value).round(new MathContext(COMPUTED_DIGITS)).toPlainString());
    }
}
