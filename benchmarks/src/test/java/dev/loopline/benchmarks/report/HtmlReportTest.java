package dev.loopline.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
    private static final Pattern REFERENCE = Pattern.compile("\\b(?:src|href|action|data|poster)\\s*=\\s*\"([^\"]*)\"");
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);
    private static final String EVIL = "</script><script>alert('1')</script>\"<b> & @data@ <!--";
    private static final long MOST_BYTES = 1_500_000;

    private final Path directory;

    HtmlReportTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void refersToNothingOutsideItself() throws IOException {
        String markup = withoutScripts(HtmlReport.of(Samples.everything()));

        assertThat(REFERENCE.matcher(markup).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allMatch(reference -> reference.startsWith("#"));
        assertThat(markup)
                .doesNotContain("@import", "url(", "<link", "<img", "<iframe")
                .contains("default-src 'none'");
    }

    @Test
    void isOneFileOfModestSize() throws IOException {
        Path file = directory.resolve("not/yet/there").resolve(HtmlReport.NAME);

        HtmlReport.write(Samples.everything(), file);

        assertThat(Files.size(file)).isLessThan(MOST_BYTES);
        assertThat(Files.readString(file)).contains("echarts", "Licensed to the Apache Software Foundation");
    }

    @Test
    void namesCannotBecomeMarkup() throws IOException {
        Contender evil = new Contender(EVIL, EVIL, EVIL, Contender.Role.PEER);
        Scenario scenario = new Scenario(EVIL, EVIL, EVIL, true, null);

        String report = HtmlReport.of(Samples.run(
                Samples.of(scenario, evil, 1.0), Samples.of(scenario, Samples.loopline("Loopline " + EVIL), 2.0)));

        assertThat(withoutScripts(report))
                .doesNotContain("<b> &", "alert('1')</")
                .contains(
                        "&lt;/script&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&lt;b&gt; &amp; @data@ &lt;!--");
        assertThat(count(report, "<script")).isEqualTo(scripts());
        assertThat(data(report)
                        .getAsJsonArray("results")
                        .get(0)
                        .getAsJsonObject()
                        .get("contender")
                        .getAsString())
                .isEqualTo(EVIL);
    }

    @Test
    void holdsTheRawData() throws IOException {
        Run run = Samples.everything();

        JsonObject data = data(HtmlReport.of(run));

        List<JsonElement> results = data.getAsJsonArray("results").asList();
        for (JsonElement result : results) {
            data.entrySet().stream()
                    .filter(shared -> ResultWriter.SHARED.contains(shared.getKey()))
                    .forEach(shared -> result.getAsJsonObject().add(shared.getKey(), shared.getValue()));
        }
        assertThat(results)
                .isEqualTo(JsonParser.parseString(ResultsFile.json(run))
                        .getAsJsonArray()
                        .asList());
    }

    @Test
    void saysWhatWasMeasuredOnWhatAndHow() throws IOException {
        String markup = withoutScripts(HtmlReport.of(Samples.everything()));

        assertThat(markup)
                .contains(
                        Samples.UNARY.sentence(),
                        "a processor that does not exist",
                        "java -cp &#39;a b/*&#39; Server --port 0")
                .contains("0000000", "31 January 2026, 12:00 UTC", "nothing here was measured", "not separated");
    }

    @Test
    void hasAChartForAllThatWasMeasured() throws IOException {
        String markup = withoutScripts(HtmlReport.of(Samples.everything()));

        assertThat(count(markup, "data-kind=\"medians\"")).isEqualTo(3);
        for (String kind : List.of("percentiles", "achieved", "p50", "p99", "p99.9")) {
            assertThat(count(markup, "data-kind=\"" + kind + "\"")).as(kind).isEqualTo(1);
        }
    }

    private static long scripts() throws IOException {
        String report = HtmlReport.of(Samples.run(Samples.unary(Samples.DIRECT, 1.0)));
        return count(report, "<script");
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    /** {@return the report as a browser shows it before any script ran} */
    private static String withoutScripts(String report) {
        return report.replaceAll("(?s)<script.*?</script>", "");
    }

    private static JsonObject data(String report) {
        Matcher matcher = DATA.matcher(report);
        assertThat(matcher.find()).isTrue();
        return JsonParser.parseString(matcher.group(1)).getAsJsonObject();
    }
}
