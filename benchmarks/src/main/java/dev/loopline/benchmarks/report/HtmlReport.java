package dev.loopline.benchmarks.report;

import static java.util.Objects.requireNonNull;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The results as one file for a browser, which asks no network for anything: tables are in its markup, charts are drawn by
 * Apache ECharts, which it contains, from the raw data, which it contains too.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class HtmlReport {
    /** Its usual name. */
    public static final String NAME = "report.html";

    private static final String WEBJAR = "org.webjars/echarts";
    private static final String CHARTS = "echarts.common.min.js";
    private static final Pattern PLACE = Pattern.compile("@(style|body|data|charts|script)@");
    private static final Gson GSON = new GsonBuilder().serializeNulls().create(); // escapes <, > and &

    private HtmlReport() {}

    /**
     * Writes a run.
     *
     * @param run to write
     * @param file to write or replace; its directory is made if it is missing
     * @throws IOException if that is impossible
     */
    public static void write(Run run, Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, of(run));
    }

    static String of(Run run) throws IOException {
        String version = chartsVersion();
        Map<String, String> parts = Map.of(
                "style", resource("report.css"),
                "body", new HtmlBody(run, version).markup(),
                "data", data(run),
                "charts", script(text("/META-INF/resources/webjars/echarts/" + version + "/" + CHARTS)),
                "script", script(resource("report.js")));
        // In one pass, or a part could name another.
        return PLACE.matcher(resource("report.html"))
                .replaceAll(place -> Matcher.quoteReplacement(requireNonNull(parts.get(place.group(1)))));
    }

    /** {@return the raw data: results as in {@link ResultsFile}, but what all of them share stands beside them once} */
    private static String data(Run run) {
        JsonObject data = new JsonObject();
        JsonArray results = new JsonArray();
        for (Result result : run.results()) {
            JsonObject object = ResultWriter.object(result, run);
            for (String shared : ResultWriter.SHARED) {
                data.add(shared, object.remove(shared));
            }
            results.add(object);
        }
        JsonArray commands = new JsonArray();
        for (Run.Command command : run.commands()) {
            JsonObject object = new JsonObject();
            object.addProperty("what", command.what());
            object.addProperty("line", command.line());
            commands.add(object);
        }
        JsonArray notes = new JsonArray();
        run.notes().forEach(notes::add);
        data.add("commands", commands);
        data.add("notes", notes);
        data.add("results", results);
        return GSON.toJson(data);
    }

    /** {@return a script that cannot end its element before its own end} */
    private static String script(String source) {
        return source.replace("</script", "<\\/script").replace("<!--", "<\\!--");
    }

    private static String chartsVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/" + WEBJAR + "/pom.properties")) {
            properties.load(in);
        }
        return properties.getProperty("version", "unknown");
    }

    private static String resource(String name) throws IOException {
        return text("/dev/loopline/benchmarks/report/" + name);
    }

    private static String text(String path) throws IOException {
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream open(String path) throws IOException {
        InputStream in = HtmlReport.class.getResourceAsStream(path);
        if (in == null) {
            throw new IOException(
                    path + ": not on the class path (expected: in the jar of the benchmarks or beside it)");
        }
        return in;
    }
}
