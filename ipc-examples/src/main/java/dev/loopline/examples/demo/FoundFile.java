package dev.loopline.examples.demo;

import java.nio.file.Path;

/**
 * A regular file that is to be examined.
 *
 * @param path where it is
 * @param sizeBytes what the directory said of its size
 */
record FoundFile(Path path, long sizeBytes) {}
