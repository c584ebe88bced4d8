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

/** A walk through a directory that follows no symbolic link and goes no faster than the files are taken. */
final class FileTree implements FileVisitor<Path> {
    private final Path root;
    private final Set<String> leftOut;
    private final Backlog backlog;
    private final SkippedFiles skipped;

    /**
     * @param root where to begin
     * @param leftOut names of directories and files that are passed over in silence
     * @param backlog takes the files
     * @param skipped is told of what is no regular file or cannot be read
     */
    FileTree(Path root, Set<String> leftOut, Backlog backlog, SkippedFiles skipped) {
        this.root = root;
        this.leftOut = leftOut;
        this.backlog = backlog;
        this.skipped = skipped;
    }

    /** Starts the walk on a thread of its own, to be interrupted if the walk is not wanted any more. */
    Thread start() {
        Thread thread = new Thread(this::walk, "demo-file-tree");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void walk() {
        Throwable cause = null;
        try {
            Files.walkFileTree(root, this);
        } catch (IOException | RuntimeException e) {
            cause = e;
        } finally {
            backlog.endOfSearch(cause);
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
            skipped.add(file, SkipReason.SYMBOLIC_LINK);
        } else if (!attributes.isRegularFile()) {
            skipped.add(file, SkipReason.SPECIAL);
        } else {
            try {
                backlog.add(new FoundFile(file, attributes.size()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return FileVisitResult.TERMINATE;
            }
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
        skipped.add(file, reasonOf(cause));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException cause) {
        if (cause != null) {
            skipped.add(directory, reasonOf(cause));
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean isLeftOut(Path path) {
        return !path.equals(root) && leftOut.contains(path.getFileName().toString());
    }

    private static SkipReason reasonOf(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return SkipReason.VANISHED;
        }
        return cause instanceof AccessDeniedException ? SkipReason.UNREADABLE : SkipReason.READ_FAILED;
    }
}
