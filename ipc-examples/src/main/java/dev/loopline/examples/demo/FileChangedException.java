package dev.loopline.examples.demo;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** A file that changed while it was read. */
final class FileChangedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    FileChangedException(Path file) {
        super(file + " changed while it was read");
    }
}
