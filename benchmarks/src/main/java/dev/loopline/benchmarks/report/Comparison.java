package dev.loopline.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A run beside an earlier one.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param before the earlier run
 * @param now the later run
 * @param changes of what both have, in the order of the later one
 */
public record Comparison(Run before, Run now, List<Change> changes) {
    /** What the process exits with if Loopline has become worse. */
    public static final int EXIT_REGRESSION = 6;

    /** Makes one of what was compared before; see {@link #of}. */
    public Comparison {
        changes = List.copyOf(changes);
    }

    /**
     * {@return two runs beside each other}
     *
     * @param before the earlier one
     * @param now the later one
     */
    public static Comparison of(Run before, Run now) {
        Map<List<String>, Result> earlier = byName(before);
        List<Change> changes = new ArrayList<>();
        for (Result result : now.results()) {
            Result same = earlier.get(name(result));
            if (same != null) {
                changes.add(Change.of(same, result));
            }
        }
        return new Comparison(before, now, changes);
    }

    /** {@return what has become worse of Loopline, beyond what the noise explains} */
    public List<Change> regressions() {
        return changes.stream()
                .filter(change -> change.outcome() == Change.Outcome.REGRESSION)
                .toList();
    }

    /** {@return 0, or {@value #EXIT_REGRESSION} if there are regressions} */
    public int exitCode() {
        return regressions().isEmpty() ? 0 : EXIT_REGRESSION;
    }

    /** {@return all of it as text, line by line} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("before: commit " + before.commit() + ", " + before.time());
        lines.add("now:    commit " + now.commit() + ", " + now.time());
        lines.addAll(differences());
        Map<String, List<Change>> scenarios = changes.stream()
                .collect(Collectors.groupingBy(
                        change -> change.now().scenario(), LinkedHashMap::new, Collectors.toList()));
        scenarios.forEach((name, ofScenario) -> {
            lines.add("");
            lines.add(name + ": "
                    + ofScenario.get(0).now().measurement().scenario().unit());
            TextTable table = new TextTable("contender", "before", "now", "change", "x floor", "now", "change", "");
            ofScenario.forEach(change -> table.row(row(change)));
            lines.addAll(table.lines("  "));
        });
        lines.add("");
        only(before, now).forEach(name -> lines.add("only before: " + name));
        only(now, before).forEach(name -> lines.add("only now: " + name));
        lines.add(Change.RULE);
        int regressions = regressions().size();
        lines.add(
                regressions == 0
                        ? "no regressions"
                        : regressions + (regressions == 1 ? " regression" : " regressions"));
        return lines;
    }

    private List<String> differences() {
        List<String> lines = new ArrayList<>();
        now.machine().facts().forEach((name, value) -> {
            String earlier = before.machine().facts().getOrDefault(name, "unknown");
            if (!earlier.equals(value)) {
                lines.add("  " + name + ": " + earlier + " before, " + value + " now");
            }
        });
        return lines;
    }

    private static String[] row(Change change) {
        Result before = change.before();
        Result now = change.now();
        Double ofRatio = change.ofRatioToFloor();
        return new String[] {
            now.contender(),
            Figures.text(before.median()),
            Figures.text(now.median()),
            Figures.change(change.ofMedian()),
            toFloor(before),
            toFloor(now),
            ofRatio == null ? "" : Figures.change(ofRatio),
            change.outcome().text()
        };
    }

    private static String toFloor(Result result) {
        Ratio ratio = result.ratioToFloor();
        return ratio == null ? "" : Figures.text(ratio.median());
    }

    private static List<String> only(Run one, Run other) {
        Map<List<String>, Result> others = byName(other);
        return one.results().stream()
                .filter(result -> !others.containsKey(name(result)))
                .map(result -> result.scenario() + ": " + result.contender())
                .toList();
    }

    private static Map<List<String>, Result> byName(Run run) {
        return run.results().stream().collect(Collectors.toMap(Comparison::name, Function.identity()));
    }

    private static List<String> name(Result result) {
        return List.of(result.scenario(), result.contender());
    }
}
