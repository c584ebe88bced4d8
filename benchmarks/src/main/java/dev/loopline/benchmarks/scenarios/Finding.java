package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.Slice;
import dev.loopline.benchmarks.report.LoadStep;
import dev.loopline.benchmarks.report.Scenario;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a cell showed in one round.
 *
 * <p><b>Threading:</b> for one thread.
 *
 * @param figures by scenario; the first is the cell's own, others are what it showed besides
 * @param times of what was timed one by one, in nanoseconds; {@code null} if nothing was
 * @param spent on what was done; {@code null} if that was not looked at
 * @param residentBytes of the client and of all others; 0 if that was not looked at
 * @param steps at rates that were set; empty if none were
 * @param pids of all that took part
 */
public record Finding(
        Map<Scenario, Double> figures,
        @Nullable Histogram times,
        @Nullable Slice spent,
        List<Long> residentBytes,
        List<LoadStep> steps,
        List<Long> pids) {
    /**
     * Makes one of figures alone.
     *
     * @param figures by scenario
     * @param pids of all that took part
     */
    public Finding(Map<Scenario, Double> figures, List<Long> pids) {
        this(figures, null, null, List.of(), List.of(), pids);
    }
}
