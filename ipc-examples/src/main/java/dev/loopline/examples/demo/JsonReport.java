package dev.loopline.examples.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.loopline.Status;
import java.util.concurrent.TimeUnit;

/** The result of a job as one JSON object. */
final class JsonReport {
    private JsonReport() {}

    static JsonObject of(DemoResult result) {
        boolean any = result.all().files() > 0;
        JsonObject json = new JsonObject();
        json.addProperty("directory", result.directory().toString());
        json.add("totals", totals(result.all()));
        json.addProperty("seconds", result.seconds());
        json.addProperty("megabytesPerSecond", result.megabytesPerSecond());
        json.addProperty("callsPerSecond", result.callsPerSecond());
        JsonObject latency = new JsonObject();
        latency.addProperty("p50", any ? micros(result.medianNanos()) : null);
        latency.addProperty("p99", any ? micros(result.p99Nanos()) : null);
        json.add("latencyMicros", latency);
        JsonObject types = new JsonObject();
        result.byType().forEach((type, sum) -> types.add(type, totals(sum)));
        json.add("types", types);
        json.add("helpers", helpers(result));
        json.add("skipped", skipped(result.skipped()));
        json.add("sample", sample(result.check()));
        return json;
    }

    /** {@return a failure, in the form in which every command reports one} */
    static JsonObject of(Status status) {
        JsonObject json = new JsonObject();
        json.addProperty("code", status.code().name());
        json.addProperty("reason", status.reason());
        json.addProperty("message", status.message());
        json.addProperty("certainty", status.certainty().name());
        return json;
    }

    private static JsonObject totals(Totals sum) {
        JsonObject json = new JsonObject();
        json.addProperty("files", sum.files());
        json.addProperty("bytes", sum.bytes());
        json.addProperty("lines", sum.lines());
        json.addProperty("words", sum.words());
        return json;
    }

    private static JsonArray helpers(DemoResult result) {
        JsonArray json = new JsonArray();
        for (Helper.Figures figures : result.helpers()) {
            JsonObject helper = new JsonObject();
            helper.addProperty("name", figures.name());
            helper.addProperty("pid", figures.pid());
            helper.addProperty("calls", figures.calls());
            helper.addProperty("bytes", figures.bytes());
            helper.addProperty("callbacks", figures.callbacks());
            helper.addProperty("events", figures.events());
            helper.addProperty("restarts", figures.restarts());
            helper.addProperty("lost", figures.isLost());
            json.add(helper);
        }
        return json;
    }

    private static JsonObject skipped(SkippedFiles skipped) {
        JsonObject reasons = new JsonObject();
        skipped.counts().forEach((reason, count) -> reasons.addProperty(reason.words(), count));
        JsonArray listed = new JsonArray();
        for (SkippedFiles.Listed file : skipped.listed()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("path", file.path());
            entry.addProperty("reason", file.reason().words());
            listed.add(entry);
        }
        JsonObject json = new JsonObject();
        json.addProperty("files", skipped.total());
        json.add("reasons", reasons);
        json.add("first", listed);
        return json;
    }

    private static JsonObject sample(Sample.Check check) {
        JsonObject json = new JsonObject();
        json.addProperty("matching", check.matching());
        json.addProperty("differing", check.differing().size());
        json.addProperty("unchecked", check.unchecked().size());
        return json;
    }

    private static double micros(long nanos) {
        return (double) nanos / TimeUnit.MICROSECONDS.toNanos(1);
    }
}
