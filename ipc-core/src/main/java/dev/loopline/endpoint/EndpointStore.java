package dev.loopline.endpoint;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.internal.endpoint.PrivateFiles;
import dev.loopline.internal.endpoint.UnsafePathException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint files of one directory, one per name and flat.
 *
 * <p>{@code photo/thumbs} is in {@code photo+thumbs.endpoint}: no name has a {@code +} or a capital, so no two names
 * share a file on any file system.
 */
final class EndpointStore {
    static final int MAX_LISTED = 1024;
    static final int MAX_FILES = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(EndpointStore.class);
    private static final String SUFFIX = ".endpoint";
    private static final String LOCK_SUFFIX = ".lock";
    private static final String TEMPORARY = "\\.[0-9a-f]{16}\\.tmp";
    private static final Pattern FILE = Pattern.compile("(.+?)(?:" + Pattern.quote(SUFFIX) + "|" + TEMPORARY + ")");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;
    private final PrivateFiles files;

    EndpointStore(Path directory, PrivateFiles files) {
        this.directory = directory;
        this.files = files;
    }

    Path directory() {
        return directory;
    }

    Path pathOf(EndpointName name) {
        return directory.resolve(flat(name) + SUFFIX);
    }

    private static String flat(EndpointName name) {
        return name.value().replace('/', '+');
    }

    /** {@return the name that a file is of, {@code null} if it is neither published nor was being written} */
    private static @Nullable EndpointName nameOf(Path file) {
        Matcher flat = FILE.matcher(file.getFileName().toString());
        if (!flat.matches()) {
            return null;
        }
        try {
            return new EndpointName(flat.group(1).replace('+', '/'));
        } catch (IllegalArgumentException e) {
            LOG.debug("{}: not the file of an endpoint name", file);
            return null;
        }
    }

    Endpoint read(EndpointName name) {
        Path file = pathOf(name);
        try {
            byte[] bytes = files.read(directory, file.getFileName().toString(), EndpointFile.MAX_BYTES + 1);
            Endpoint endpoint = EndpointFile.decode(bytes);
            if (!endpoint.name().equals(name)) {
                throw MalformedFileException.malformed("name: " + endpoint.name() + " (expected: " + name + ")");
            }
            return endpoint;
        } catch (NoSuchFileException e) {
            throw EndpointFailure.notFound(name, file);
        } catch (MalformedFileException e) {
            throw EndpointFailure.invalid(file, e);
        } catch (UnsafePathException e) {
            throw EndpointFailure.unsafe(e);
        } catch (IOException e) {
            throw EndpointFailure.io("read", file, e);
        }
    }

    void write(Endpoint endpoint) {
        Path file = pathOf(endpoint.name());
        String temporary = flat(endpoint.name()) + "." + HexFormat.of().toHexDigits(RANDOM.nextLong()) + ".tmp";
        try {
            files.checkDirectory(directory);
            files.replace(directory, file.getFileName().toString(), temporary, EndpointFile.encode(endpoint));
        } catch (UnsafePathException e) {
            throw EndpointFailure.unsafe(e);
        } catch (IOException e) {
            throw EndpointFailure.io("write", file, e);
        }
    }

    /** {@return whether the lock file of a name is the one that is locked} */
    boolean isInPlace(NameLock lock, EndpointName name) {
        try {
            files.checkDirectory(directory);
            return lock.isInPlace();
        } catch (NoSuchFileException e) {
            return false;
        } catch (UnsafePathException e) {
            throw EndpointFailure.unsafe(e);
        } catch (IOException e) {
            throw EndpointFailure.io("look at", lockOf(name), e);
        }
    }

    /** Deletes the file of a name. Only under its lock. */
    void delete(EndpointName name) {
        delete(pathOf(name));
    }

    /** Deletes one of the files of a name. Only under its lock. */
    void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw EndpointFailure.io("delete", file, e);
        }
    }

    private Path lockOf(EndpointName name) {
        return directory.resolve(flat(name) + LOCK_SUFFIX);
    }

    /** {@return whether there is a lock file of that name; it is not opened} */
    boolean hasLockFile(EndpointName name) {
        return Files.exists(lockOf(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Takes the lock of a name, in the directory that is made if it is missing; {@code null} if another has it. */
    @Nullable
    NameLock lock(EndpointName name) {
        Path file = lockOf(name);
        try {
            return NameLock.tryAcquire(files, files.makeDirectory(directory), file);
        } catch (UnsafePathException e) {
            throw EndpointFailure.unsafe(e);
        } catch (IOException e) {
            throw EndpointFailure.io("lock", file, e);
        }
    }

    /** Deletes what a server was writing when it was killed. Only under the lock of the name. */
    void deleteLeftovers(EndpointName name) {
        Pattern leftover = Pattern.compile(Pattern.quote(flat(name)) + TEMPORARY);
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(
                directory,
                file -> leftover.matcher(file.getFileName().toString()).matches())) {
            for (Path file : stream) {
                Files.deleteIfExists(file);
                LOG.debug("{}: deleted, left from a server that was killed", file);
            }
        } catch (DirectoryIteratorException e) {
            throw EndpointFailure.io("clean", directory, e);
        } catch (IOException e) {
            throw EndpointFailure.io("clean", directory, e);
        }
    }

    /**
     * Lists the endpoint files and those that were being written, by the name they are of.
     *
     * @param most how many files at most; what is beyond them is left out
     */
    SortedMap<EndpointName, List<Path>> filesByName(int most) {
        SortedMap<EndpointName, List<Path>> found = new TreeMap<>();
        try {
            files.checkDirectory(directory);
            int count = 0;
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                for (Iterator<Path> all = stream.iterator(); count < most && all.hasNext(); ) {
                    Path file = all.next();
                    EndpointName name = nameOf(file);
                    if (name != null) {
                        found.computeIfAbsent(name, key -> new ArrayList<>()).add(file);
                        count++;
                    }
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{}: not there, so nothing is published", directory);
        } catch (UnsafePathException e) {
            throw EndpointFailure.unsafe(e);
        } catch (DirectoryIteratorException e) {
            throw EndpointFailure.io("list", directory, e);
        } catch (IOException e) {
            throw EndpointFailure.io("list", directory, e);
        }
        return found;
    }

    /** {@return the names that are published, sorted; the directory is checked first} */
    List<EndpointName> names() {
        SortedMap<EndpointName, List<Path>> found = filesByName(MAX_FILES + 1);
        List<EndpointName> names = new ArrayList<>();
        int count = 0;
        for (Map.Entry<EndpointName, List<Path>> entry : found.entrySet()) {
            count += entry.getValue().size();
            if (entry.getValue().contains(pathOf(entry.getKey()))) {
                names.add(entry.getKey());
            }
        }
        if (names.size() > MAX_LISTED || count > MAX_FILES) {
            throw tooMany();
        }
        return names;
    }

    private StatusException tooMany() {
        return EndpointFailure.failure(
                StatusCode.RESOURCE_EXHAUSTED,
                EndpointFailure.TOO_MANY,
                directory + ": more than " + MAX_LISTED
                        + " endpoint files (expected: at most that); delete stale ones, \"ipc prune\" does that");
    }
}
