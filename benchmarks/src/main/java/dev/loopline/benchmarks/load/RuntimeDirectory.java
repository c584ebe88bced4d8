package dev.loopline.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A place for one server's endpoint, away from those that are in use, and readable for its owner only.
 *
 * @param path where it is
 */
public record RuntimeDirectory(Path path) implements Closeable {
    /**
     * Makes one.
     *
     * @return an empty directory, removed when it is closed
     * @throws IOException if that is impossible
     */
    public static RuntimeDirectory make() throws IOException {
        return new RuntimeDirectory(Files.createTempDirectory("loopline-bench"));
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(path);
    }
}
