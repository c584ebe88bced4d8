package dev.loopline.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The results as text: the machine, then a table for each scenario, and how Loopline does beside each other.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class ConsoleReport {
    private static final int MOST_PAIRS = 6;

    private final List<String> lines = new ArrayList<>();

    private ConsoleReport() {}

    /**
     * {@return it line by line}
     *
     * @param run to tell
     */
    public static List<String> of(Run run) {
        ConsoleReport report = new ConsoleReport();
        report.lines.add("commit " + run.commit() + ", " + run.time());
        run.machine().facts().forEach((name, value) -> report.lines.add(name + ": " + value));
        run.byScenario().values().forEach(report::scenario);
        report.lines.add("");
        run.notes().forEach(note -> report.lines.add("note: " + note));
        report.lines.add(Verdict.RULE);
        report.lines.add(
                "In parentheses: the least and the greatest of the rounds. Ratios are taken within each round.");
        return report.lines;
    }

    private void scenario(List<Result> results) {
        Scenario scenario = results.get(0).measurement().scenario();
        int rounds = results.get(0).rounds().size();
        lines.add("");
        lines.add(scenario.name() + ": " + scenario.unit() + ", " + (scenario.higherIsBetter() ? "higher" : "lower")
                + " is better, " + rounds + (rounds == 1 ? " round" : " rounds"));
        lines.add("  " + scenario.sentence());
        Ranking ranking = Ranking.of(results);
        TextTable table = new TextTable("rank", "contender", "median", "least to greatest", "x floor");
        for (Ranking.Place place : ranking.places()) {
            Result result = place.result();
            table.row(
                    place.text(),
                    result.contender(),
                    Figures.text(result.median()),
                    Figures.range(result.spread()),
                    toFloor(result));
        }
        lines.addAll(table.lines("  "));
        ranking.places().stream()
                .map(Ranking.Place::result)
                .filter(result -> result.measurement().contender().role() == Contender.Role.LOOPLINE)
                .forEach(result -> beside(result, ranking));
        notSeparated(ranking.notSeparated());
    }

    private static String toFloor(Result result) {
        Ratio ratio = result.ratioToFloor();
        if (result.contender().equals(result.measurement().scenario().floor())) {
            return "the floor";
        }
        return ratio == null ? "" : Figures.text(ratio.spread());
    }

    private void beside(Result loopline, Ranking ranking) {
        TextTable table = new TextTable("", "");
        for (Ranking.Place place : ranking.places()) {
            if (place.result().measurement().contender().role() != Contender.Role.LOOPLINE) {
                table.row(
                        "than " + place.result().contender(),
                        Verdict.of(loopline, place.result()).text());
            }
        }
        if (!table.isEmpty()) {
            lines.add("  " + loopline.contender() + ":");
            lines.addAll(table.body("    "));
        }
    }

    private void notSeparated(List<Ranking.NotSeparated> pairs) {
        for (Ranking.NotSeparated pair : pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))) {
            lines.add("  not separated: " + pair.better().contender() + " and "
                    + pair.other().contender());
        }
        if (pairs.size() > MOST_PAIRS) {
            lines.add("  not separated: " + (pairs.size() - MOST_PAIRS) + " more pairs, all in report.html");
        }
    }
}
