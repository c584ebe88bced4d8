package dev.loopline.internal.endpoint;

import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Refuses a file or directory that someone else could have written or read. */
public final class UnsafePathException extends FileSystemException {
    @Serial
    private static final long serialVersionUID = 1L;

    UnsafePathException(Path path, String reason) {
        super(path.toString(), null, reason);
    }
}
