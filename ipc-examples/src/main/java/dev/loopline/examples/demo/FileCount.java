package dev.loopline.examples.demo;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk ahead of the search for files that only counts them, since that one goes no faster than the files are taken.
 * Without it nobody could say how much is left. Any thread.
 */
final class FileCount implements FileTree.Sink {
    private long files;
    private long bytes;
    private boolean complete;

    /**
     * Begins to count.
     *
     * @param root where to begin
     * @param leftOut names of directories and files that are passed over
     * @return the thread that does, to be interrupted when nobody wants to know any more
     */
    Thread start(Path root, Set<String> leftOut) {
        return new FileTree(root, leftOut, this).start("demo-file-count");
    }

    @Override
    public synchronized void found(Path file, long sizeBytes) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("nobody wants to know any more");
        }
        files++;
        bytes += sizeBytes;
    }

    @Override
    public void leftOut(Path path, SkipReason reason) {} // the search says so

    @Override
    public synchronized void end(@Nullable Throwable cause) {
        complete = cause == null;
    }

    synchronized Standing.Amount found() {
        return new Standing.Amount(files, bytes);
    }

    /** {@return whether all are counted} */
    synchronized boolean isComplete() {
        return complete;
    }
}
