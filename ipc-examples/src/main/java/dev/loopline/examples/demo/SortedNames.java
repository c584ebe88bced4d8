package dev.loopline.examples.demo;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names in a directory in their order, whatever the order in which the system lists them.
 *
 * <p>Of a directory of any size only some names are held at a time; it is listed again for those that come after them. For
 * one thread.
 */
final class SortedNames {
    static final int MAX_HELD = 65_536;

    /** By their bytes, where names are bytes; the second part is for systems to which two names may be equal. */
    private static final Comparator<Path> ORDER =
            Comparator.<Path>naturalOrder().thenComparing(Path::toString);

    private final Path directory;
    private final int maxHeld;
    private final TreeSet<Path> held = new TreeSet<>(ORDER);
    private @Nullable Path last;
    private boolean more = true;

    /**
     * @param directory where the names are
     * @param maxHeld how many names are held at most
     * @param after where to begin: the first name is greater than this one; {@code null} to begin with the first
     */
    SortedNames(Path directory, int maxHeld, @Nullable Path after) {
        this.directory = directory;
        this.maxHeld = maxHeld;
        last = after;
    }

    /** {@return the next name in the directory as a path, {@code null} if there are no more} */
    @Nullable
    Path next() throws IOException {
        if (held.isEmpty() && more) {
            list();
        }
        Path name = held.pollFirst();
        if (name == null) {
            return null;
        }
        last = name;
        return directory.resolve(name);
    }

    private void list() throws IOException {
        more = false;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path path : all) {
                hold(path.getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Holds a name that is among the least after those that were taken. */
    private void hold(Path name) {
        if (last != null && ORDER.compare(name, last) <= 0) {
            return;
        }
        if (held.size() == maxHeld) {
            more = true;
            if (ORDER.compare(name, held.last()) > 0) {
                return;
            }
            held.pollLast();
        }
        held.add(name);
    }
}
