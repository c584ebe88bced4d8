package dev.loopline.examples.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** How far the helpers are, as a plain line now and then, made of what they report. Any thread. */
final class ProgressLines {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Consumer<String> lines;
    private final Map<String, String> helpers = new TreeMap<>(); // one entry per helper
    private long lastNanos = System.nanoTime() - INTERVAL_NANOS; // the first report shows at once

    ProgressLines(Consumer<String> lines) {
        this.lines = lines;
    }

    synchronized void update(String helper, long files, long bytes) {
        helpers.put(helper, helper + ": " + Numbers.grouped(files) + " files, " + Numbers.size(bytes));
        long now = System.nanoTime();
        if (now - lastNanos >= INTERVAL_NANOS) {
            lastNanos = now;
            lines.accept(String.join("; ", helpers.values()));
        }
    }
}
