package dev.loopline.examples.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The files that were left out: all are counted, the first {@value #MAX_LISTED} of each reason listed. Any
 * thread. */
final class SkippedFiles {
    static final int MAX_LISTED = 5;

    private final Map<SkipReason, Long> counts = new EnumMap<>(SkipReason.class);
    private final List<Listed> listed = new ArrayList<>();
    private long total;

    synchronized void add(String uri, SkipReason reason) {
        total++;
        if (counts.merge(reason, 1L, Long::sum) <= MAX_LISTED) {
            listed.add(new Listed(Printable.path(Path.of(URI.create(uri))), reason));
        }
    }

    synchronized long total() {
        return total;
    }

    synchronized Map<SkipReason, Long> counts() {
        return new EnumMap<>(counts);
    }

    synchronized List<Listed> listed() {
        return List.copyOf(listed);
    }

    /**
     * A file that was left out.
     *
     * @param path where it is, fit to be printed
     * @param reason why
     */
    record Listed(String path, SkipReason reason) {}
}
