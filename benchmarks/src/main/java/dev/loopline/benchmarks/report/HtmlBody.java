package dev.loopline.benchmarks.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is between the header and the raw data of the report: summary, scenarios, and what was run on what. For one thread. */
final class HtmlBody {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Run run;
    private final String chartsVersion;
    private final Html html = new Html();

    HtmlBody(Run run, String chartsVersion) {
        this.run = run;
        this.chartsVersion = chartsVersion;
    }

    String markup() {
        head();
        SummaryTable.add(html, run);
        html.open("main").line();
        int index = 0;
        for (List<Result> scenario : run.byScenario().values()) {
            ScenarioSection.add(html, scenario, index++);
        }
        contenders();
        machine();
        commands();
        method();
        rawData();
        html.close().line();
        html.open("footer")
                .text("Charts by Apache ECharts " + chartsVersion
                        + " (Copyright The Apache Software Foundation, Apache License 2.0), contained in this file.")
                .close();
        return html.toString();
    }

    private void head() {
        html.open("header");
        html.element("h1", "Loopline on loopback");
        html.element(
                "p",
                "Messages between processes of one machine, measured side by side with what else moves them.",
                "class",
                "lead");
        html.open("p", "class", "facts");
        fact("commit", run.commit());
        fact("measured", TIME.format(run.time()));
        run.machine().facts().forEach((name, value) -> {
            if (Set.of("CPU", "cores", "JDK").contains(name)) {
                fact(name, value);
            }
        });
        html.close();
        if (!run.notes().isEmpty()) {
            html.open("ul", "class", "notes");
            run.notes().forEach(note -> html.element("li", note));
            html.close();
        }
        html.open("noscript")
                .element("p", "The charts need JavaScript; the tables hold all values without it.")
                .close();
        html.close().line();
    }

    private void fact(String name, String value) {
        html.open("span").element("b", name).text(" " + value).close().text(" ");
    }

    private void contenders() {
        Set<Contender> contenders = new LinkedHashSet<>();
        run.results().forEach(result -> contenders.add(result.measurement().contender()));
        section("contenders", "Who was measured, and how it was set up");
        HtmlTable table = new HtmlTable(html, List.of("contender", "version", "settings"), List.of());
        for (Contender contender : contenders) {
            table.row(contender.name());
            table.text(contender.version());
            html.element("td", contender.settings(), "class", "prose");
            table.endRow();
        }
        table.end();
        html.close().line();
    }

    private void machine() {
        section("machine", "The machine");
        HtmlTable table = new HtmlTable(html, List.of("what", "value"), List.of());
        run.machine().facts().forEach((name, value) -> {
            table.row(name);
            table.text(value);
            table.endRow();
        });
        table.end();
        html.close().line();
    }

    private void commands() {
        if (run.commands().isEmpty()) {
            return;
        }
        section("commands", "The commands");
        html.open("dl");
        for (Run.Command command : run.commands()) {
            html.element("dt", command.what());
            html.open("dd").element("pre", command.line()).close();
        }
        html.close().close().line();
    }

    private void method() {
        section("method", "How to read this");
        html.element("p", Verdict.RULE);
        html.element(
                "p",
                "All contenders run once per round, one after the other, so that a machine that is busy for a while is so for"
                        + " all of them. A value is the median of the rounds, with the least and the greatest in parentheses."
                        + " Ratios are taken within each round; what is shown is the median of those.");
        html.close().line();
    }

    private void rawData() {
        section("raw", "The raw data");
        html.open("p")
                .text(
                        "Every value of every round, the process ids and the curves are in this file as JSON, the same as in "
                                + ResultsFile.NAME + ". ")
                .element("button", "Save " + ResultsFile.NAME, "type", "button", "id", "save")
                .close();
        html.close().line();
    }

    private void section(String id, String title) {
        html.open("section", "id", id).element("h2", title);
    }
}
