package dev.loopline.examples.demo;

/**
 * A regular file that is to be examined.
 *
 * @param uri where it is, a {@code file:} URI
 * @param sizeBytes what the directory said of its size
 * @param timedOut whether a helper has had it already and did not answer in time
 */
record FoundFile(String uri, long sizeBytes, boolean timedOut) {
    /** A file that no helper has had. */
    FoundFile(String uri, long sizeBytes) {
        this(uri, sizeBytes, false);
    }

    FoundFile afterTimeout() {
        return new FoundFile(uri, sizeBytes, true);
    }
}
