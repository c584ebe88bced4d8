package dev.loopline.benchmarks.report;

import dev.loopline.benchmarks.report.Contender.Role;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table at the head of the report: how Loopline does in each scenario, beside each floor and peer. For one thread. */
final class SummaryTable {
    private final Html html;
    private final Map<String, List<Result>> scenarios;
    private final Set<String> floors;
    private final Set<String> peers;

    private SummaryTable(Html html, Run run) {
        this.html = html;
        this.scenarios = run.byScenario();
        this.floors = names(run, Role.FLOOR);
        this.peers = names(run, Role.PEER);
        peers.removeAll(floors);
    }

    static void add(Html html, Run run) {
        SummaryTable summary = new SummaryTable(html, run);
        html.open("section", "id", "summary").element("h2", "Summary");
        html.element(
                "p",
                "How many times better Loopline is than each other contender of the same scenario (✓), or how many times worse"
                        + " (✗): the median of the ratios within each round. What is grey is not separated by the noise, and"
                        + " says nothing. The floors do the same work without a framework, so no framework is much better.",
                "class",
                "prose");
        summary.table();
        html.close().line();
    }

    private static Set<String> names(Run run, Role role) {
        return run.results().stream()
                .filter(result -> role(result) == role)
                .map(Result::contender)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Role role(Result result) {
        return result.measurement().contender().role();
    }

    private void table() {
        HtmlTable table = new HtmlTable(html, "summary");
        html.open("thead").open("tr").element("td", "", "colspan", "3");
        group("floors", floors);
        group("peers", peers);
        html.close().line().open("tr");
        table.textHead("scenario");
        table.textHead("Loopline");
        table.numberHead("median");
        floors.forEach(table::numberHead);
        peers.forEach(table::numberHead);
        html.close().close().line().open("tbody");
        int index = 0;
        for (List<Result> results : scenarios.values()) {
            rows(results, index++);
        }
        table.end();
    }

    private void group(String name, Set<String> members) {
        if (!members.isEmpty()) {
            html.element("th", name, "scope", "colgroup", "colspan", Integer.toString(members.size()));
        }
    }

    private void rows(List<Result> results, int index) {
        List<Result> loopline =
                results.stream().filter(result -> role(result) == Role.LOOPLINE).toList();
        for (int i = 0; i < loopline.size(); i++) {
            Result row = loopline.get(i);
            boolean first = i == 0;
            html.open("tr", "class", first ? "first" : "more");
            if (first) {
                html.open("th", "scope", "rowgroup", "rowspan", Integer.toString(loopline.size()))
                        .element("a", row.scenario(), "href", "#scenario-" + index)
                        .close();
            }
            html.element("td", row.contender(), "class", "name");
            html.open("td", "class", "number", "title", Figures.range(row.spread()))
                    .element("b", Figures.text(row.median()))
                    .text(" " + row.measurement().scenario().unit())
                    .close();
            floors.forEach(name -> cell(row, name, results));
            peers.forEach(name -> cell(row, name, results));
            html.close().line();
        }
    }

    private void cell(Result row, String name, List<Result> results) {
        results.stream()
                .filter(result -> result.contender().equals(name) && role(result) != Role.LOOPLINE)
                .findFirst()
                .ifPresentOrElse(
                        result -> VerdictCell.brief(html, Verdict.of(row, result)),
                        () -> html.element("td", "", "class", "number"));
    }
}
