package dev.loopline.examples.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a walk finds, put into the backlog, which makes it wait, or among the skipped. */
final class FileSearch implements FileTree.Sink {
    private final Backlog backlog;
    private final SkippedFiles skipped;

    FileSearch(Backlog backlog, SkippedFiles skipped) {
        this.backlog = backlog;
        this.skipped = skipped;
    }

    @Override
    public void found(Path file, long sizeBytes) throws InterruptedException {
        backlog.add(new FoundFile(file, sizeBytes));
    }

    @Override
    public void leftOut(Path path, SkipReason reason) {
        skipped.add(path, reason);
    }

    @Override
    public void end(@Nullable Throwable cause) {
        backlog.endOfSearch(cause);
    }
}
