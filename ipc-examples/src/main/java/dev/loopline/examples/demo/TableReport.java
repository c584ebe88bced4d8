package dev.loopline.examples.demo;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** The result of a job for people. */
final class TableReport {
    private static final int MAX_TYPES = 10;

    private final StringBuilder text = new StringBuilder();
    private final DemoResult result;
    private final Ansi ansi;

    private TableReport(DemoResult result, Ansi ansi) {
        this.result = result;
        this.ansi = ansi;
    }

    /**
     * {@return the report}
     *
     * @param result of the job
     * @param ansi whether there are colours
     */
    static String of(DemoResult result, Ansi ansi) {
        TableReport report = new TableReport(result, ansi);
        report.write();
        return report.text.toString();
    }

    private void write() {
        if (result.all().files() == 0) {
            line("no files to examine in " + Printable.path(result.directory()));
        } else {
            line(style("bold", Numbers.grouped(result.all().files()) + " files in ")
                    + Printable.path(result.directory()));
            line("");
            types();
            line("");
        }
        helpers();
        if (result.all().files() > 0) {
            speed();
            sample(result.check());
        }
        skipped(result.skipped());
        next();
    }

    private void types() {
        row("type", "files", "bytes", "lines", "words");
        List<Map.Entry<String, Totals>> types = result.byType().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingLong(Totals::bytes).reversed()))
                .toList();
        // One type instead of "1 other type" takes no more space.
        int shown = types.size() <= MAX_TYPES + 1 ? types.size() : MAX_TYPES;
        types.subList(0, shown).forEach(type -> row(type.getKey(), type.getValue()));
        List<Map.Entry<String, Totals>> others = types.subList(shown, types.size());
        if (!others.isEmpty()) {
            row(
                    others.size() + " other types",
                    others.stream().map(Map.Entry::getValue).reduce(Totals.NONE, Totals::plus));
        }
        row("total", result.all());
    }

    private void row(String title, Totals sum) {
        row(
                title,
                Numbers.grouped(sum.files()),
                Numbers.grouped(sum.bytes()),
                Numbers.grouped(sum.lines()),
                Numbers.grouped(sum.words()));
    }

    private void row(String... cells) {
        text.append(String.format("%-26s %10s %16s %14s %14s%n", (Object[]) cells));
    }

    private void helpers() {
        line((1 + result.helpers().size()) + " processes took part: this one (pid "
                + ProcessHandle.current().pid() + "), which gave out the work, and");
        for (Helper.Figures helper : result.helpers()) {
            line(String.format(
                    "  %-24s %10s calls  %9s  %4s events  %4s callbacks%s",
                    helper.title(),
                    Numbers.grouped(helper.calls()),
                    Numbers.size(helper.bytes()),
                    Numbers.grouped(helper.events()),
                    Numbers.grouped(helper.callbacks()),
                    trouble(helper)));
        }
    }

    private String trouble(Helper.Figures helper) {
        if (helper.isLost()) {
            return style("red", "  ended before its time");
        }
        return helper.restarts() == 0
                ? ""
                : style(
                        "yellow",
                        "  started again " + (helper.restarts() == 1 ? "once" : helper.restarts() + " times"));
    }

    private void speed() {
        long callbacks =
                result.helpers().stream().mapToLong(Helper.Figures::callbacks).sum();
        long events =
                result.helpers().stream().mapToLong(Helper.Figures::events).sum();
        line(style(
                "bold",
                Numbers.grouped(result.all().files()) + " calls over loopback and " + Numbers.grouped(callbacks)
                        + " back, " + Numbers.grouped(events) + " events, in " + Numbers.fixed(result.seconds(), 2)
                        + " s: "
                        + Numbers.fixed(result.callsPerSecond(), 0) + " calls/s, "
                        + Numbers.fixed(result.megabytesPerSecond(), 1) + " MB/s"));
        line("a call with its file, up to 16 at once to each helper, took " + millis(result.medianNanos()) + " (p50), "
                + millis(result.p99Nanos()) + " (p99)");
    }

    private void sample(Sample.Check check) {
        int checked = check.matching() + check.differing().size();
        if (checked > 0) {
            line("sample: of " + checked + " files this process computed " + check.matching()
                    + " the same as the helpers"
                    + (check.differing().isEmpty() ? style("green", ", as it should be") : ""));
        } else if (check.unchecked().isEmpty()) {
            line("sample: none, since all files are larger than " + Numbers.size(Sample.MAX_FILE_BYTES));
        }
        check.differing().forEach(file -> line(style("red", "  DIFFERENT: ") + file));
        check.unchecked().forEach(file -> line("  not checked: " + file));
    }

    private void skipped(SkippedFiles skipped) {
        if (skipped.total() == 0) {
            return;
        }
        String counts = skipped.counts().entrySet().stream()
                .map(count -> count.getKey().words() + ": " + Numbers.grouped(count.getValue()))
                .collect(Collectors.joining(", "));
        line("skipped " + Numbers.grouped(skipped.total()) + " (" + counts + ")");
        // Links are left out by intention: their number says all.
        List<SkippedFiles.Listed> listed = skipped.listed().stream()
                .filter(file -> file.reason() != SkipReason.SYMBOLIC_LINK)
                .toList();
        listed.forEach(file -> line("  " + file.path() + ": " + file.reason().words()));
        long unlisted = skipped.total() - listed.size() - skipped.counts().getOrDefault(SkipReason.SYMBOLIC_LINK, 0L);
        if (unlisted > 0) {
            line("  and " + Numbers.grouped(unlisted) + " more");
        }
    }

    private void next() {
        String ipc = System.getProperty("os.name", "").startsWith("Windows") ? "ipc" : "./ipc";
        line("");
        line("next: " + ipc + " serve --name try/echo     a server; then, in another terminal,");
        line("      " + ipc + " ls                        who is there");
        line("      " + ipc + " call try/echo Echo/Bytes -d '{\"size\": 3}'");
    }

    private void line(String line) {
        text.append(line).append(System.lineSeparator());
    }

    /** Only for words of this class: picocli would obey the marks in others. */
    private String style(String name, String words) {
        return ansi.string("@|" + name + " " + words + "|@");
    }

    private static String millis(long nanos) {
        return Numbers.fixed((double) nanos / TimeUnit.MILLISECONDS.toNanos(1), 2) + " ms";
    }
}
