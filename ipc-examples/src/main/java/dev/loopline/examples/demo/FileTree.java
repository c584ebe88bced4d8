package dev.loopline.examples.demo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk through a directory that follows no symbolic link, goes no faster than its sink, and goes through all names in
 * their order. So a walk that broke off can be continued by another one, which needs to know the last path only, and
 * neither misses nor repeats what was there all the time. For one thread, once.
 */
final class FileTree {
    private final Path root;
    private final Set<String> leftOut;
    private final @Nullable Path after;
    private final Sink sink;
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * @param root where to begin
     * @param leftOut names of directories and files that are passed over in silence
     * @param after the last path that an earlier walk told its sink, {@code null} if there was none
     * @param sink takes what is found
     */
    FileTree(Path root, Set<String> leftOut, @Nullable Path after, Sink sink) {
        if (after != null && !after.startsWith(root)) {
            throw new IllegalArgumentException("after: " + after + " (expected: in " + root + ")");
        }
        this.root = root;
        this.leftOut = leftOut;
        this.after = after;
        this.sink = sink;
    }

    /** Walks to the end, or until the sink throws. */
    void walk() {
        if (root.equals(after)) {
            return; // all that an earlier walk had to say was that it cannot be read
        }
        visit(root);
        while (!levels.isEmpty()) {
            Path path = next(levels.getLast());
            if (path == null) {
                levels.removeLast();
            } else if (!leftOut.contains(path.getFileName().toString())) {
                visit(path);
            }
        }
    }

    private @Nullable Path next(Level level) {
        Path begun = level.begun;
        level.begun = null;
        try {
            return begun != null ? begun : level.names.next();
        } catch (IOException e) {
            sink.leftOut(level.directory, reasonOf(e));
            return null;
        }
    }

    private void visit(Path path) {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            sink.leftOut(path, reasonOf(e));
            return;
        }
        if (attributes.isDirectory()) {
            levels.addLast(level(path));
        } else if (attributes.isSymbolicLink()) {
            sink.leftOut(path, SkipReason.SYMBOLIC_LINK);
        } else if (attributes.isRegularFile()) {
            sink.found(path, attributes.size());
        } else {
            sink.leftOut(path, SkipReason.SPECIAL);
        }
    }

    private Level level(Path directory) {
        if (after == null || !after.startsWith(directory)) {
            return new Level(directory, null, null);
        }
        int depth = directory.getNameCount();
        Path name = after.getName(depth);
        // Of a directory that an earlier walk was in, the rest is still to come; if it is a file by now, that is new.
        boolean within = after.getNameCount() > depth + 1;
        return new Level(directory, name, within ? directory.resolve(name) : null);
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

    /** A directory that the walk is in. */
    private static final class Level {
        private final Path directory;
        private final SortedNames names;
        private @Nullable Path begun; // what an earlier walk was in; comes before the names

        Level(Path directory, @Nullable Path after, @Nullable Path begun) {
            this.directory = directory;
            this.names = new SortedNames(directory, SortedNames.MAX_HELD, after);
            this.begun = begun;
        }
    }

    /** Takes what a walk finds, on its thread, as slowly as it likes. */
    interface Sink {
        /**
         * A regular file.
         *
         * @param file where it is
         * @param sizeBytes what the directory says of its size
         */
        void found(Path file, long sizeBytes);

        /** Something that is no regular file, or cannot be read. A directory may follow what was found in it. */
        void leftOut(Path path, SkipReason reason);
    }
}
