package dev.loopline.examples.demo;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The result of a job for people. */
final class TableReport {
    private static final String ROW = "%-26s %10s %16s %14s %14s%n";

    private final PrintStream out;

    TableReport(PrintStream out) {
        this.out = out;
    }

    void print(DemoResult result) {
        if (result.all().files() == 0) {
            out.println("no files to examine in " + result.directory());
        } else {
            table(result);
            speed(result);
        }
        helpers(result);
        skipped(result.skipped());
        sample(result.check());
    }

    private void table(DemoResult result) {
        out.printf(ROW, "type", "files", "bytes", "lines", "words");
        result.byType().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        Comparator.comparingLong(Totals::bytes).reversed()))
                .forEach(type -> row(type.getKey(), type.getValue()));
        row("total", result.all());
        out.println();
    }

    private void row(String title, Totals sum) {
        out.printf(
                ROW,
                title,
                Numbers.grouped(sum.files()),
                Numbers.grouped(sum.bytes()),
                Numbers.grouped(sum.lines()),
                Numbers.grouped(sum.words()));
    }

    private void speed(DemoResult result) {
        out.println(Numbers.fixed(result.seconds(), 2) + " s: " + Numbers.fixed(result.megabytesPerSecond(), 1)
                + " MB/s, " + Numbers.fixed(result.callsPerSecond(), 0) + " calls/s; a call with its file took "
                + millis(result.medianNanos()) + " (p50), " + millis(result.p99Nanos()) + " (p99)");
    }

    private void helpers(DemoResult result) {
        for (Helper.Figures helper : result.helpers()) {
            out.println(helper.name() + " (pid " + helper.pid() + "): " + Numbers.grouped(helper.calls()) + " calls, "
                    + Numbers.size(helper.bytes()) + ", " + Numbers.grouped(helper.callbacks()) + " callbacks");
        }
    }

    private void skipped(SkippedFiles skipped) {
        if (skipped.total() == 0) {
            return;
        }
        String counts = skipped.counts().entrySet().stream()
                .map(count -> count.getKey().words() + ": " + Numbers.grouped(count.getValue()))
                .collect(Collectors.joining(", "));
        out.println("skipped " + Numbers.grouped(skipped.total()) + " (" + counts + ")");
        for (SkippedFiles.Listed file : skipped.listed()) {
            out.println("  " + file.path() + ": " + file.reason().words());
        }
        long unlisted = skipped.total() - skipped.listed().size();
        if (unlisted > 0) {
            out.println("  and " + Numbers.grouped(unlisted) + " more");
        }
    }

    private void sample(Sample.Check check) {
        int checked = check.matching() + check.differing().size();
        if (checked > 0) {
            out.println("sample: of " + checked + " files this process computed " + check.matching()
                    + " the same as the helpers");
        }
        check.differing().forEach(file -> out.println("  DIFFERENT: " + file));
        check.unchecked().forEach(file -> out.println("  not checked: " + file));
    }

    private static String millis(long nanos) {
        return Numbers.fixed((double) nanos / TimeUnit.MILLISECONDS.toNanos(1), 2) + " ms";
    }
}
