package dev.loopline.examples.demo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A walk through a directory that follows no symbolic link and goes no faster than its sink takes the files. */
final class FileTree implements FileVisitor<Path> {
    private final Path root;
    private final Set<String> leftOut;
    private final Sink sink;

    /**
     * @param root where to begin
     * @param leftOut names of directories and files that are passed over in silence
     * @param sink takes the files
     */
    FileTree(Path root, Set<String> leftOut, Sink sink) {
        this.root = root;
        this.leftOut = leftOut;
        this.sink = sink;
    }

    /** Starts the walk on a thread of its own, to be interrupted if the walk is not wanted any more. */
    Thread start(String threadName) {
        Thread thread = new Thread(this::walk, threadName);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void walk() {
        Throwable cause = new IllegalStateException("it ended early"); // unless it ends as it should
        try {
            Files.walkFileTree(root, this);
            cause = null;
        } catch (IOException | RuntimeException e) {
            cause = e;
        } finally {
            sink.end(cause);
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        return isLeftOut(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (isLeftOut(file)) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isSymbolicLink()) {
            sink.leftOut(file, SkipReason.SYMBOLIC_LINK);
        } else if (!attributes.isRegularFile()) {
            sink.leftOut(file, SkipReason.SPECIAL);
        } else {
            try {
                sink.found(file, attributes.size());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return FileVisitResult.TERMINATE;
            }
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
        sink.leftOut(file, reasonOf(cause));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException cause) {
        if (cause != null) {
            sink.leftOut(directory, reasonOf(cause));
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean isLeftOut(Path path) {
        return !path.equals(root) && leftOut.contains(path.getFileName().toString());
    }

    /** {@return why a file was left out that could not be read} */
    static SkipReason reasonOf(IOException cause) {
        if (cause instanceof FileChangedException) {
            return SkipReason.CHANGED;
        }
        if (cause instanceof NoSuchFileException) {
            return SkipReason.VANISHED;
        }
        return cause instanceof AccessDeniedException ? SkipReason.UNREADABLE : SkipReason.READ_FAILED;
    }

    /** Takes what a walk finds, on its thread. */
    interface Sink {
        /**
         * A regular file.
         *
         * @param file where it is
         * @param sizeBytes what the directory says of its size
         * @throws InterruptedException to end the walk
         */
        void found(Path file, long sizeBytes) throws InterruptedException;

        /** Something that is no regular file, or cannot be read. */
        void leftOut(Path path, SkipReason reason);

        /**
         * The walk has ended; the last event.
         *
         * @param cause why it broke off, {@code null} if it did not
         */
        void end(@Nullable Throwable cause);
    }
}
