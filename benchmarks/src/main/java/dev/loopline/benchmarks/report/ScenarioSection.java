package dev.loopline.benchmarks.report;

import dev.loopline.benchmarks.report.Contender.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One scenario of the report: what it measures, the charts, and the tables that hold the same values. For one thread. */
final class ScenarioSection {
    private final Html html;
    private final List<Result> results;
    private final Scenario scenario;
    private final Ranking ranking;

    private ScenarioSection(Html html, List<Result> results) {
        this.html = html;
        this.results = results;
        this.scenario = results.get(0).measurement().scenario();
        this.ranking = Ranking.of(results);
    }

    static void add(Html html, List<Result> results, int index) {
        new ScenarioSection(html, results).add(index);
    }

    private void add(int index) {
        html.open("section", "id", "scenario-" + index, "class", "scenario").element("h2", scenario.name());
        html.open("p", "class", "prose").text(scenario.sentence() + " ");
        html.element(
                "b", "In " + scenario.unit() + "; " + (scenario.higherIsBetter() ? "higher" : "lower") + " is better.");
        html.close();
        chart(
                "medians",
                "Median of the rounds (bar), least and greatest (line) and each round (dots), in " + scenario.unit()
                        + ".");
        medians();
        notSeparated();
        if (results.stream().anyMatch(result -> result.measurement().percentiles() != null)) {
            chart(
                    "percentiles",
                    "Time by percentile, both axes logarithmic: so many per cent of all took at most so long. The last point is"
                            + " the longest.");
        }
        if (results.stream().anyMatch(result -> !result.measurement().load().isEmpty())) {
            loadCharts();
            DetailTables.load(html, results);
        }
        DetailTables.costs(html, results);
        html.close().line();
    }

    private void chart(String kind, String caption) {
        html.open("figure")
                .open("div", "class", "chart", "data-kind", kind, "data-scenario", scenario.name())
                .close()
                .element("figcaption", caption)
                .close()
                .line();
    }

    private void loadCharts() {
        html.open("div", "class", "grid");
        chart("achieved", "Done per second, by the rate that was offered. On the dashed line all of it is done.");
        for (String percentile : List.of("p50", "p99", "p99.9")) {
            chart(percentile, percentile + ", counted from when the work was to begin, by the rate that was offered.");
        }
        html.close();
    }

    private void medians() {
        List<Result> loopline = ranking.places().stream()
                .map(Ranking.Place::result)
                .filter(result -> result.measurement().contender().role() == Role.LOOPLINE)
                .toList();
        HtmlTable table = new HtmlTable(html, "plain");
        html.open("thead").open("tr");
        List.of("rank", "contender").forEach(table::textHead);
        List.of("median", "least to greatest", "x floor").forEach(table::numberHead);
        loopline.forEach(one -> table.numberHead(one.contender() + " is"));
        html.close().close().line().open("tbody");
        for (Ranking.Place place : ranking.places()) {
            Result result = place.result();
            html.open(
                    "tr",
                    "class",
                    result.measurement().contender().role().name().toLowerCase(Locale.ROOT));
            table.text(place.text());
            html.element("th", result.contender(), "scope", "row");
            table.number(Figures.text(result.median()));
            table.number(Figures.range(result.spread()));
            table.number(toFloor(result));
            for (Result one : loopline) {
                if (one.contender().equals(result.contender())) {
                    table.number("");
                } else {
                    VerdictCell.full(html, Verdict.of(one, result));
                }
            }
            table.endRow();
        }
        table.end();
    }

    private String toFloor(Result result) {
        Ratio ratio = result.ratioToFloor();
        if (result.contender().equals(scenario.floor())) {
            return "the floor";
        }
        return ratio == null ? "" : Figures.text(ratio.spread());
    }

    private void notSeparated() {
        if (!ranking.notSeparated().isEmpty()) {
            html.element(
                    "p",
                    ranking.notSeparated().stream()
                            .map(pair -> pair.better().contender() + " and "
                                    + pair.other().contender())
                            .collect(Collectors.joining("; ", "Not separated by the noise, and so not ranked: ", ".")),
                    "class",
                    "prose quiet");
        }
    }
}
