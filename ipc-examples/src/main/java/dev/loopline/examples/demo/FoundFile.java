package dev.loopline.examples.demo;

import java.nio.file.Path;

/**
 * A regular file that is to be examined.
 *
 * @param path where it is
 * @param sizeBytes what the directory said of its size
 * @param timedOut whether a helper has had it already and did not answer in time
 */
record FoundFile(Path path, long sizeBytes, boolean timedOut) {
    /** A file that no helper has had. */
    FoundFile(Path path, long sizeBytes) {
        this(path, sizeBytes, false);
    }

    FoundFile afterTimeout() {
        return new FoundFile(path, sizeBytes, true);
    }
}
