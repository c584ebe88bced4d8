package dev.loopline.examples.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk ahead of the search for files that only counts them, since that one goes no faster than the files are taken.
 * Without it nobody could say how much is left. Any thread.
 */
final class FileCount {
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
        Thread thread = new Thread(() -> count(root, leftOut), "demo-file-count");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void count(Path root, Set<String> leftOut) {
        try {
            Files.walkFileTree(root, new Counting(root, leftOut));
        } catch (IOException e) {
            return; // the search meets it too, and says so
        }
        synchronized (this) {
            complete = !Thread.currentThread().isInterrupted();
        }
    }

    private synchronized void add(long sizeBytes) {
        files++;
        bytes += sizeBytes;
    }

    synchronized Standing.Amount found() {
        return new Standing.Amount(files, bytes);
    }

    /** {@return whether all are counted} */
    synchronized boolean isComplete() {
        return complete;
    }

    /** Sees what the walk comes to; not what cannot be read, of which the search tells. */
    private final class Counting extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Set<String> leftOut;

        Counting(Path root, Set<String> leftOut) {
            this.root = root;
            this.leftOut = leftOut;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return isLeftOut(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !isLeftOut(file)) {
                add(attributes.size());
            }
            return Thread.currentThread().isInterrupted() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException cause) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException cause) {
            return FileVisitResult.CONTINUE;
        }

        private boolean isLeftOut(Path path) {
            return !path.equals(root) && leftOut.contains(path.getFileName().toString());
        }
    }
}
