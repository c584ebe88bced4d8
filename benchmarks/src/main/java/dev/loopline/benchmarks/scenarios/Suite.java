package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.report.Measurement;
import dev.loopline.benchmarks.report.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A run: all cells are warmed, then measured in rounds, every other round in reverse, so that a machine that is busy for a while
 * is so for all of them.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class Suite {
    private static final long LEAST_MILLIS = 100;
    private static final long BETWEEN_MILLIS = 120; // until work is under way, and until it has ended

    private final Catalogue catalogue;
    private final List<Cell> cells;
    private final int rounds;
    private final long warmUpMillis;
    private final long deadlineNanos;
    private long millis;
    private final Map<Cell, Map<Scenario, Collected>> collected = new LinkedHashMap<>();
    private final Set<Cell> warm = new HashSet<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Prepares one.
     *
     * @param catalogue that the cells are of
     * @param cells to measure
     * @param rounds how often
     * @param millis how long each time
     * @param warmUpMillis how long before that
     * @param most how long the run may take, as far as that can be had by measuring for a shorter time
     */
    public Suite(Catalogue catalogue, List<Cell> cells, int rounds, long millis, long warmUpMillis, Duration most) {
        this.deadlineNanos = System.nanoTime() + most.toNanos();
        this.catalogue = catalogue;
        this.cells = List.copyOf(cells);
        this.rounds = rounds;
        this.millis = millis;
        this.warmUpMillis = warmUpMillis;
    }

    /**
     * Measures all. A cell that fails is left out, and a note says so.
     *
     * @return what was found, in the order of the cells
     * @throws IOException if a process that has failed cannot be ended
     * @throws InterruptedException if the run is stopped
     */
    public List<Measurement> run() throws IOException, InterruptedException {
        List<Cell> order = new ArrayList<>(cells);
        order.forEach(cell -> collected.put(cell, new LinkedHashMap<>()));
        Collections.reverse(order); // busy work compiles more in a second than one caller does; it is further behind
        say("warming up %d measurements", order.size());
        for (Cell cell : List.copyOf(order)) {
            attempt(cell, order, () -> warmUp(cell));
        }
        Collections.reverse(order);
        fitInto(deadlineNanos - System.nanoTime(), order.size());
        for (int round = 1; round <= rounds; round++) {
            say("round %d of %d", round, rounds);
            for (Cell cell : List.copyOf(order)) {
                if (order.contains(cell) && (round == 1 || !cell.once())) {
                    attempt(cell, order, () -> measure(cell));
                }
            }
            Collections.reverse(order); // so that none is always the one after a certain other
        }
        return collected.values().stream()
                .flatMap(found -> found.values().stream())
                .map(Collected::measurement)
                .toList();
    }

    /** On a machine where starting and warming up has taken long, the rounds are shorter. */
    private void fitInto(long leftNanos, int cells) {
        long each = leftNanos / 1_000_000 / Math.max(1, (long) rounds * cells) - BETWEEN_MILLIS;
        if (each < millis && millis > LEAST_MILLIS) {
            millis = Math.max(LEAST_MILLIS, each);
            notes.add("measured for " + millis + " ms each time, since warming up has taken long; --millis sets it");
        }
    }

    /** {@return what a reader has to know} */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private interface Attempt {
        void make() throws Exception;
    }

    private void attempt(Cell cell, List<Cell> order, Attempt attempt) throws IOException, InterruptedException {
        try {
            attempt.make();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            String note = cell.name() + ": left out, since it failed: " + e.getMessage();
            say("%s", note);
            notes.add(note);
            order.remove(cell);
            collected.remove(cell);
            String contender = cell.contender().name();
            warm.removeIf(other -> other.contender().name().equals(contender)); // its processes begin anew
            catalogue.end(contender);
        }
    }

    private void warmUp(Cell cell) throws Exception {
        if (warm.add(cell)) {
            cell.warmUp(warmUpMillis);
        }
    }

    private void measure(Cell cell) throws Exception {
        warmUp(cell);
        Finding finding = cell.measure(millis);
        Map<Scenario, Collected> found = collected.computeIfAbsent(cell, any -> new LinkedHashMap<>());
        finding.figures().forEach((scenario, value) -> found.computeIfAbsent(
                        scenario, any -> new Collected(scenario, cell.contender()))
                .add(value, finding));
    }

    private static void say(String pattern, Object... values) {
        System.err.printf(pattern + "%n", values);
    }
}
