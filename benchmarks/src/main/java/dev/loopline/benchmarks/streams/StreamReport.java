package dev.loopline.benchmarks.streams;

import dev.loopline.benchmarks.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The results as tables in Markdown, and whether they are what they should be.
 *
 * <p><b>Threading:</b> for one thread.
 */
final class StreamReport {
    static final String FAIRNESS = "calls beside bulk";
    static final String STOPPED = "consumer stopped";

    static final double LEAST_SMALL_RATIO = 2;
    static final double LEAST_BULK_RATIO = 0.6;
    static final double MOST_P99_RATIO = 3;
    static final double MOST_GROWTH_MEBIBYTES = 16;

    private static final double MEBIBYTE = 1 << 20;

    private final Results results;
    private final List<String> lines = new ArrayList<>();

    private StreamReport(Results results) {
        this.results = results;
    }

    static List<String> of(Results results) {
        StreamReport report = new StreamReport(results);
        report.rates("stream", StreamCell.SMALL, "server stream, 64 B", "messages/s", Peer.GRPC, 1);
        report.rates(
                "stream", StreamCell.LARGE[0], "server stream, 64 KiB", "MB/s", Peer.SOCKET, StreamCell.LARGE[0] / 1e6);
        report.rates(
                "stream", StreamCell.LARGE[1], "server stream, 1 MiB", "MB/s", Peer.SOCKET, StreamCell.LARGE[1] / 1e6);
        report.rates("echo", StreamCell.SMALL, "echo in a stream, 64 B, 128 in flight", "echoes/s", Peer.GRPC, 1);
        report.fairness();
        report.stopped();
        report.aims();
        return report.lines;
    }

    private void rates(String kind, int size, String title, String unit, Peer reference, double scale) {
        List<StreamCell> cells = StreamCell.ALL.stream()
                .filter(cell -> cell.kind().equals(kind) && cell.size() == size && results.has(cell.name()))
                .toList();
        if (cells.isEmpty()) {
            return;
        }
        line("| %s | %s | x %s, median (least to most) |", title, unit, reference.title());
        line("|---|--:|--:|");
        for (StreamCell cell : cells) {
            StreamCell beside = new StreamCell(kind, size, reference);
            double figure = results.median(cell.name()) * scale;
            line("| %s | %,.0f | %s |", cell.peer().title(), figure, ratio(cell.name(), beside.name()));
        }
        line("");
    }

    private String ratio(String name, String reference) {
        if (!results.has(reference)) {
            return "";
        }
        double[] ratio = results.ratio(name, reference);
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", ratio[0], ratio[1], ratio[2]);
    }

    private void fairness() {
        if (!results.has(FAIRNESS + " p99 same")) {
            return;
        }
        line("| unary 64 B while a stream moves much | p50 us | p99 us | calls | stream, MB/s |");
        line("|---|--:|--:|--:|--:|");
        for (String where : List.of("same", "other")) {
            line(
                    "| the stream on %s | %.0f | %.0f | %,.0f | %,.0f |",
                    where.equals("same") ? "the same connection" : "another connection",
                    results.median(FAIRNESS + " p50 " + where),
                    results.median(FAIRNESS + " p99 " + where),
                    results.median(FAIRNESS + " calls " + where),
                    results.median(FAIRNESS + " MB/s " + where));
        }
        line("");
    }

    private void stopped() {
        if (!results.has(STOPPED + " client heap before")) {
            return;
        }
        line("| memory while the consumer is stopped, MiB | before | after |");
        line("|---|--:|--:|");
        for (String what : List.of("client heap", "client resident", "server heap", "server resident")) {
            line(
                    "| %s | %.1f | %.1f |",
                    what,
                    results.median(STOPPED + " " + what + " before") / MEBIBYTE,
                    results.median(STOPPED + " " + what + " after") / MEBIBYTE);
        }
        line("");
    }

    private void aims() {
        String small = new StreamCell("stream", StreamCell.SMALL, Peer.LOOPLINE).name();
        String grpc = new StreamCell("stream", StreamCell.SMALL, Peer.GRPC).name();
        if (results.has(small) && results.has(grpc)) {
            double ratio = results.ratio(small, grpc)[0];
            aim("messages/s at 64 B, x grpc-java", ratio, ratio >= LEAST_SMALL_RATIO, "at least " + LEAST_SMALL_RATIO);
        }
        for (int size : StreamCell.LARGE) {
            String bulk = new StreamCell("stream", size, Peer.LOOPLINE).name();
            String socket = new StreamCell("stream", size, Peer.SOCKET).name();
            if (results.has(bulk) && results.has(socket)) {
                double ratio = results.ratio(bulk, socket)[0];
                aim(
                        "MB/s at " + size / 1024 + " KiB, x sockets",
                        ratio,
                        ratio >= LEAST_BULK_RATIO,
                        "at least " + LEAST_BULK_RATIO);
            }
        }
        if (results.has(FAIRNESS + " p99 same")) {
            double ratio = results.ratio(FAIRNESS + " p99 same", FAIRNESS + " p99 other")[0];
            aim(
                    "p99 beside bulk, same / other connection",
                    ratio,
                    ratio <= MOST_P99_RATIO,
                    "at most " + MOST_P99_RATIO);
        }
        for (String what : List.of("client heap", "client resident", "server heap", "server resident")) {
            if (results.has(STOPPED + " " + what + " before")) {
                double grown = (results.median(STOPPED + " " + what + " after")
                                - results.median(STOPPED + " " + what + " before"))
                        / MEBIBYTE;
                aim(
                        "growth while stopped, " + what + ", MiB",
                        grown,
                        grown <= MOST_GROWTH_MEBIBYTES,
                        "at most " + MOST_GROWTH_MEBIBYTES);
            }
        }
    }

    private void aim(String what, double value, boolean reached, String wanted) {
        line("%s: %s: %.2f (aim: %s)", reached ? "reached" : "MISSED", what, value, wanted);
    }

    private void line(String pattern, Object... values) {
        lines.add(values.length == 0 ? pattern : String.format(Locale.ROOT, pattern, values));
    }
}
