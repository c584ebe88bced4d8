package dev.loopline.benchmarks.topics;

import dev.loopline.benchmarks.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The results as tables in Markdown, and whether they are what they should be.
 *
 * <p>For one thread.
 */
final class TopicReport {
    static final String COPIES = "copies";

    static final double LEAST_TO_ONE = 1_000_000;
    static final double LEAST_TO_TEN = 3_000_000;
    static final double LEAST_RATIO = 2;
    static final double MOST_STOPPED_RATIO = 1.2;

    private final Results results;
    private final List<String> lines = new ArrayList<>();

    private TopicReport(Results results) {
        this.results = results;
    }

    static List<String> of(Results results) {
        TopicReport report = new TopicReport(results);
        for (int subscribers : TopicCell.SUBSCRIBERS) {
            report.rates(subscribers);
        }
        report.ages();
        report.stopped();
        report.aims();
        return report.lines;
    }

    private static String name(TopicCell.Kind kind, int subscribers, TopicPeer peer) {
        return new TopicCell(kind, subscribers, peer).name();
    }

    private List<TopicCell> measured(TopicCell.Kind kind, int subscribers) {
        return TopicCell.ALL.stream()
                .filter(cell -> cell.kind() == kind && cell.subscribers() == subscribers)
                .filter(cell -> results.has(cell.name() + " lost"))
                .toList();
    }

    private void rates(int subscribers) {
        List<TopicCell> cells = measured(TopicCell.Kind.RATE, subscribers);
        if (cells.isEmpty()) {
            return;
        }
        line(
                "| 64 B, %d subscriber%s | deliveries/s | x nats, median (least to most) | slowest, events/s | fastest | lost | of these told |",
                subscribers, subscribers == 1 ? "" : "s");
        line("|---|--:|--:|--:|--:|--:|--:|");
        for (TopicCell cell : cells) {
            String name = cell.name();
            line(
                    "| %s | %,.0f | %s | %,.0f | %,.0f | %s | %,.0f |",
                    cell.peer().title(),
                    results.median(name + " all"),
                    ratio(name + " all", name(TopicCell.Kind.RATE, subscribers, TopicPeer.NATS) + " all"),
                    results.median(name + " least"),
                    results.median(name + " most"),
                    lost(name, subscribers),
                    results.median(name + " told"));
        }
        line("");
    }

    private String lost(String name, int subscribers) {
        double lost = results.median(name + " lost");
        double of = results.median(name + " published") * subscribers;
        return String.format(Locale.ROOT, "%,.0f (%.0f %%)", lost, of == 0 ? 0 : 100 * lost / of);
    }

    private String ratio(String name, String reference) {
        if (!results.has(reference)) {
            return "";
        }
        double[] ratio = results.ratio(name, reference);
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", ratio[0], ratio[1], ratio[2]);
    }

    private void ages() {
        List<TopicCell> cells = measured(TopicCell.Kind.AGE, 1);
        if (cells.isEmpty()) {
            return;
        }
        line("| publish to handler, us, at %,d events/s | p50 | p99 | p99.9 | p50, x nats | lost |", TopicCell.PACE);
        line("|---|--:|--:|--:|--:|--:|");
        for (TopicCell cell : cells) {
            String name = cell.name();
            line(
                    "| %s | %,.0f | %,.0f | %,.0f | %s | %s |",
                    cell.peer().title(),
                    results.median(name + " p50"),
                    results.median(name + " p99"),
                    results.median(name + " p99.9"),
                    ratio(name + " p50", name(TopicCell.Kind.AGE, 1, TopicPeer.NATS) + " p50"),
                    lost(name, 1));
        }
        line("");
    }

    private void stopped() {
        List<TopicCell> cells = measured(TopicCell.Kind.STOPPED, 2);
        if (cells.isEmpty()) {
            return;
        }
        line("| p99 of two subscribers, us | the third runs | it is stopped | ratio, median (least to most) | lost |");
        line("|---|--:|--:|--:|--:|");
        for (TopicCell cell : cells) {
            String name = cell.name();
            line(
                    "| %s | %,.0f | %,.0f | %s | %s |",
                    cell.peer().title(),
                    results.median(name + " none p99"),
                    results.median(name + " one p99"),
                    ratio(name + " one p99", name + " none p99"),
                    lost(name, 2));
        }
        line("");
    }

    private void aims() {
        rateAim(1, LEAST_TO_ONE);
        rateAim(10, LEAST_TO_TEN);
        for (TopicPeer peer : List.of(TopicPeer.LOOPLINE, TopicPeer.LOOPLINE_DIRECT)) {
            String stopped = name(TopicCell.Kind.STOPPED, 2, peer);
            if (results.has(stopped + " lost")) {
                double ratio = results.ratio(stopped + " one p99", stopped + " none p99")[0];
                aim(
                        peer.title() + ": p99 with one stopped, ratio",
                        ratio,
                        ratio <= MOST_STOPPED_RATIO,
                        "at most " + MOST_STOPPED_RATIO);
            }
        }
    }

    private void rateAim(int subscribers, double least) {
        String nats = name(TopicCell.Kind.RATE, subscribers, TopicPeer.NATS) + " all";
        for (TopicPeer peer : List.of(TopicPeer.LOOPLINE, TopicPeer.LOOPLINE_DIRECT)) {
            String name = name(TopicCell.Kind.RATE, subscribers, peer);
            if (!results.has(name + " all")) {
                continue;
            }
            String what = peer.title() + ", " + subscribers + ": ";
            double rate = results.median(name + " all") / 1e6;
            aim(what + "million deliveries/s", rate, rate >= least / 1e6, "at least " + least / 1e6);
            if (results.has(nats)) {
                double ratio = results.ratio(name + " all", nats)[0];
                aim(what + "x nats", ratio, ratio >= LEAST_RATIO, "at least " + LEAST_RATIO);
            }
            double lost = results.median(name + " lost");
            aim(what + "events lost", lost, lost == 0, "none");
        }
    }

    private void aim(String what, double value, boolean reached, String wanted) {
        line("%s: %s: %.2f (aim: %s)", reached ? "reached" : "MISSED", what, value, wanted);
    }

    private void line(String pattern, Object... values) {
        lines.add(values.length == 0 ? pattern : String.format(Locale.ROOT, pattern, values));
    }

    /** {@return a table of what {@link TopicCopies} counted} */
    static List<String> copies(Map<Integer, Map<String, Long>> counted) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "Copies of an event of %,d bytes outside the kernel, in multiples of it, by the number of subscribers:",
                TopicCopies.PAYLOAD));
        counted.forEach((subscribers, places) -> {
            lines.add("");
            lines.add(String.format(
                    Locale.ROOT,
                    "%d: hub %.1f, publisher and subscribers %.1f",
                    subscribers,
                    multiple(places, "server"),
                    multiple(places, "client")));
            places.forEach((place, bytes) -> lines.add(String.format(
                    Locale.ROOT, "  %.1f  %s", (double) bytes / TopicCopies.PAYLOAD / TopicCopies.EVENTS, place)));
        });
        return lines;
    }

    static double multiple(Map<String, Long> places, String side) {
        return places.entrySet().stream()
                .filter(place -> place.getKey().startsWith(side))
                .mapToDouble(place -> (double) place.getValue() / TopicCopies.PAYLOAD / TopicCopies.EVENTS)
                .sum();
    }
}
