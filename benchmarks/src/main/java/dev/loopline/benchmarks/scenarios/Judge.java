package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.report.Result;
import dev.loopline.benchmarks.report.Run;
import dev.loopline.benchmarks.report.Scenario;
import dev.loopline.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares medians, and ratios that are taken within each round, with bounds, and writes a line about each. Says nothing of
 * what was not measured. For one thread.
 */
final class Judge {
    private final Map<List<String>, Result> results = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    Judge(Run run) {
        run.results().forEach(result -> results.put(List.of(result.scenario(), result.contender()), result));
    }

    List<String> lines() {
        return lines;
    }

    @Nullable
    Result find(Scenario scenario, String contender) {
        return results.get(List.of(scenario.name(), contender));
    }

    void atMost(Scenario scenario, String contender, double bound) {
        Result found = find(scenario, contender);
        if (found != null) {
            atMost(scenario.name() + ", " + contender + ", " + scenario.unit(), found.median(), bound);
        }
    }

    void atLeast(Scenario scenario, String contender, double bound) {
        Result found = find(scenario, contender);
        if (found != null) {
            atLeast(scenario.name() + ", " + contender + ", " + scenario.unit(), found.median(), bound);
        }
    }

    void atMost(Scenario scenario, String contender, String other, double bound) {
        atMost(scenario, contender, scenario, other, bound);
    }

    void atLeast(Scenario scenario, String contender, String other, double bound) {
        atLeast(scenario, contender, scenario, other, bound);
    }

    void atMost(Scenario scenario, String contender, Scenario otherScenario, String other, double bound) {
        Spread ratio = ratio(scenario, contender, otherScenario, other);
        if (ratio != null) {
            atMost(what(scenario, contender, otherScenario, other), ratio.median(), bound);
        }
    }

    void atLeast(Scenario scenario, String contender, Scenario otherScenario, String other, double bound) {
        Spread ratio = ratio(scenario, contender, otherScenario, other);
        if (ratio != null) {
            atLeast(what(scenario, contender, otherScenario, other), ratio.median(), bound);
        }
    }

    /** Either is enough. */
    void atLeastOr(Scenario scenario, String contender, double bound, String other, double ratioBound) {
        Result found = find(scenario, contender);
        Spread ratio = ratio(scenario, contender, scenario, other);
        if (found != null && ratio != null) {
            boolean reached = found.median() >= bound || ratio.median() >= ratioBound;
            line(
                    reached,
                    "%s: %,.0f %s, %.2f x %s (aim: at least %,.0f, or %s x)",
                    scenario.name() + ", " + contender,
                    found.median(),
                    scenario.unit(),
                    ratio.median(),
                    other,
                    bound,
                    text(ratioBound));
        }
    }

    void below(Scenario scenario, String contender, Scenario otherScenario, String other) {
        Result found = find(scenario, contender);
        Result beside = find(otherScenario, other);
        if (found != null && beside != null) {
            line(
                    found.median() < beside.median(),
                    "%s, %s: %.0f %s (aim: below %.0f, the %s of %s)",
                    scenario.name(),
                    contender,
                    found.median(),
                    scenario.unit(),
                    beside.median(),
                    otherScenario.name().substring(otherScenario.name().lastIndexOf(' ') + 1),
                    other);
        }
    }

    void atMostMore(Scenario scenario, String contender, String other, double bound) {
        Result found = find(scenario, contender);
        Result beside = find(scenario, other);
        if (found != null && beside != null) {
            atMost(
                    scenario.name() + ", " + contender + ", " + scenario.unit() + " more than " + other,
                    found.median() - beside.median(),
                    bound);
        }
    }

    void atMost(String what, double value, double bound) {
        line(value <= bound, "%s: %s (aim: at most %s)", what, text(value), text(bound));
    }

    private void atLeast(String what, double value, double bound) {
        line(value >= bound, "%s: %s (aim: at least %s)", what, text(value), text(bound));
    }

    private @Nullable Spread ratio(Scenario scenario, String contender, Scenario otherScenario, String other) {
        Result found = find(scenario, contender);
        Result beside = find(otherScenario, other);
        if (found == null || beside == null || beside.rounds().contains(0.0)) {
            return null;
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(found.rounds().size(), beside.rounds().size()); i++) {
            ratios.add(found.rounds().get(i) / beside.rounds().get(i));
        }
        return Spread.of(ratios);
    }

    private static String what(Scenario scenario, String contender, Scenario otherScenario, String other) {
        String beside = scenario.equals(otherScenario) ? other : other + " in " + otherScenario.name();
        return scenario.name() + ", " + contender + ", x " + beside;
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1_000 ? "%,.0f" : "%.2f", value);
    }

    private void line(boolean reached, String pattern, Object... values) {
        lines.add((reached ? "reached: " : "MISSED: ") + String.format(Locale.ROOT, pattern, values));
    }
}
