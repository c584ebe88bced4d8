package dev.loopline.benchmarks.report;

import com.google.gson.JsonElement;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a run of what {@link ResultWriter} wrote. Medians and ratios are computed again, of the rounds. */
final class ResultReader {
    private ResultReader() {}

    /** {@return the run} */
    static Run run(JsonElement root) {
        List<JsonFields> objects = JsonFields.list(root, "results", JsonFields::of);
        if (objects.isEmpty()) {
            throw new IllegalArgumentException("results: an empty array (expected: at least one result)");
        }
        List<Measurement> measurements = new ArrayList<>();
        objects.forEach(object -> measurements.add(measurement(object)));
        JsonFields first = objects.get(0);
        return Run.of(
                measurements,
                new Machine(first.fields("machine").texts()),
                List.of(),
                List.of(),
                first.text("commit"),
                time(first));
    }

    private static Measurement measurement(JsonFields object) {
        try {
            return new Measurement(
                    new Scenario(
                            object.text("scenario"),
                            object.text("sentence"),
                            object.text("unit"),
                            object.flag("higherIsBetter"),
                            object.textOrNull("floor")),
                    new Contender(
                            object.text("contender"), object.text("version"), object.text("settings"), role(object)),
                    object.list("pids", (pid, where) -> (long) JsonFields.number(pid, where)),
                    object.list("rounds", JsonFields::number),
                    percentiles(object.fieldsOrNull("percentiles")),
                    object.list("load", ResultReader::step),
                    costs(object.fieldsOrNull("costs")));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(object.where())
                    ? e
                    : new IllegalArgumentException(object.where() + ": " + message, e);
        }
    }

    private static Contender.Role role(JsonFields object) {
        String name = object.text("role");
        return Arrays.stream(Contender.Role.values())
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(object.where() + ".role: " + name
                        + " (expected: one of " + Arrays.toString(Contender.Role.values()) + ")"));
    }

    private static Instant time(JsonFields object) {
        try {
            return Instant.parse(object.text("time"));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    object.where() + ".time: " + object.text("time") + " (expected: such as 2026-01-31T12:00:00Z)", e);
        }
    }

    private static @Nullable PercentileCurve percentiles(@Nullable JsonFields object) {
        return object == null
                ? null
                : new PercentileCurve(
                        object.text("unit"), (long) object.number("count"), object.list("points", ResultReader::point));
    }

    private static PercentileCurve.Point point(JsonElement element, String where) {
        List<Double> pair = JsonFields.list(element, where, JsonFields::number);
        if (pair.size() != 2) {
            throw new IllegalArgumentException(where + ": " + element + " (expected: a percentile and a value)");
        }
        return new PercentileCurve.Point(pair.get(0), pair.get(1));
    }

    private static LoadStep step(JsonElement element, String where) {
        JsonFields object = JsonFields.of(element, where);
        return new LoadStep(
                object.number("offeredPerSecond"),
                object.number("achievedPerSecond"),
                object.number("p50Micros"),
                object.number("p99Micros"),
                object.number("p999Micros"));
    }

    private static @Nullable Costs costs(@Nullable JsonFields object) {
        return object == null ? null : new Costs(side(object.fields("client")), side(object.fields("server")));
    }

    private static Costs.Side side(JsonFields object) {
        return new Costs.Side(
                object.numberOrNull("cpuMicros"),
                object.numberOrNull("contextSwitches"),
                object.numberOrNull("allocatedBytes"),
                object.numberOrNull("residentMiB"));
    }
}
