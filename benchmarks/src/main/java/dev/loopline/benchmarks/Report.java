package dev.loopline.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The results as tables in Markdown, and whether they are what they should be.
 *
 * <p><b>Threading:</b> for one thread.
 */
final class Report {
    static final double MOST_ROUND_TRIP_RATIO = 1.3;
    static final double LEAST_PIPELINED_RATIO = 0.6;
    static final double MOST_CLIENT_BYTES = 600;

    private final Rounds rounds;
    private final List<String> lines = new ArrayList<>();

    private Report(Rounds rounds) {
        this.rounds = rounds;
    }

    static List<String> of(Rounds rounds, List<Cell> cells) {
        Report report = new Report(rounds);
        report.table(
                "| one at a time | p50 us | p99 us | x netty, median (least to most) | CPU us/call, client + server | B/call, client + server |",
                cells,
                Cell.Kind.ROUND_TRIP);
        report.table(
                "| many at a time | calls/s | x netty, median (least to most) | CPU us/call, client + server | B/call, client + server |",
                cells,
                Cell.Kind.CALLS_PER_SECOND);
        report.aims();
        return report.lines;
    }

    private void table(String head, List<Cell> cells, Cell.Kind kind) {
        List<Cell> rows = cells.stream().filter(cell -> cell.kind() == kind).toList();
        if (rows.isEmpty()) {
            return;
        }
        lines.add(head);
        lines.add(
                "|---" + "|--:".repeat((int) head.chars().filter(c -> c == '|').count() - 2) + "|");
        for (Cell row : rows) {
            StringBuilder line = new StringBuilder("| " + row.name() + " | ");
            if (kind == Cell.Kind.ROUND_TRIP) {
                line.append(format("%.1f | %.0f | ", median(row, Measured::figure), median(row, Measured::p99Micros)));
            } else {
                line.append(format("%,.0f | ", median(row, Measured::figure)));
            }
            line.append(ratio(row)).append(" | ");
            line.append(format(
                    "%.1f + %.1f | %.0f + %.0f |",
                    median(row, Measured::clientCpuMicros),
                    median(row, Measured::serverCpuMicros),
                    median(row, Measured::clientBytes),
                    median(row, Measured::serverBytes)));
            lines.add(line.toString());
        }
        lines.add("");
    }

    private String ratio(Cell cell) {
        if (!rounds.has(cell.reference())) {
            return "";
        }
        Rounds.Spread ratio = rounds.ratio(cell.name(), cell.reference());
        return format("%.2f (%.2f to %.2f)", ratio.median(), ratio.least(), ratio.most());
    }

    private double median(Cell cell, ToDoubleFunction<Measured> value) {
        return rounds.spread(cell.name(), value).median();
    }

    private void aims() {
        if (rounds.has(Cell.DIRECT_ASYNC) && rounds.has(Cell.NETTY_ASYNC)) {
            double ratio = rounds.ratio(Cell.DIRECT_ASYNC, Cell.NETTY_ASYNC).median();
            aim("async round trip, x netty", ratio, ratio <= MOST_ROUND_TRIP_RATIO, "at most " + MOST_ROUND_TRIP_RATIO);
        }
        if (rounds.has(Cell.DIRECT_PIPELINED) && rounds.has(Cell.NETTY_PIPELINED)) {
            double ratio =
                    rounds.ratio(Cell.DIRECT_PIPELINED, Cell.NETTY_PIPELINED).median();
            aim("128 in flight, x netty", ratio, ratio >= LEAST_PIPELINED_RATIO, "at least " + LEAST_PIPELINED_RATIO);
        }
        for (String cell : List.of(Cell.DIRECT_ASYNC, Cell.DIRECT_PIPELINED)) {
            if (rounds.has(cell)) {
                double bytes = rounds.spread(cell, Measured::clientBytes).median();
                aim(
                        "client B/call, " + cell,
                        bytes,
                        bytes <= MOST_CLIENT_BYTES,
                        format("at most %.0f", MOST_CLIENT_BYTES));
            }
        }
    }

    private void aim(String what, double value, boolean reached, String wanted) {
        lines.add(format("%s: %s: %.2f (aim: %s)", reached ? "reached" : "MISSED", what, value, wanted));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
