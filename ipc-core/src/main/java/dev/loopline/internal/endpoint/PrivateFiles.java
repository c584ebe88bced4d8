package dev.loopline.internal.endpoint;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in a directory that no other user can read or write: made so, and trusted only while they are so.
 *
 * <p><b>Threading:</b> any thread.
 */
public abstract sealed class PrivateFiles permits PosixPrivateFiles, WindowsPrivateFiles {
    static final Set<OpenOption> FOR_READING = Set.of(READ, NOFOLLOW_LINKS);

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);
    private static final int MAX_READS = 5;
    private static final int MAX_MOVES = 50;
    private static final long MOVE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * Takes the rules of this system for this user.
     *
     * @return the rules
     * @throws IOException if the user cannot be told
     */
    public static PrivateFiles ofThisSystem() throws IOException {
        return ofThisSystem(true);
    }

    /**
     * Takes the rules of this system for this user, without those on permissions: for file systems that keep none. Kinds,
     * links and owners of files are looked at all the same.
     *
     * @return the rules
     * @throws IOException if the user cannot be told
     */
    public static PrivateFiles withoutPermissions() throws IOException {
        return ofThisSystem(false);
    }

    private static PrivateFiles ofThisSystem(boolean permissions) throws IOException {
        return OperatingSystem.current() == OperatingSystem.WINDOWS
                ? new WindowsPrivateFiles(WindowsPrivateFiles.currentUser(), permissions)
                : new PosixPrivateFiles(OwnUser.current(), permissions);
    }

    /** {@return what tells this user from others in the name of a directory} */
    public abstract String userName();

    /**
     * Checks that a directory is this user's alone, and that nobody else can put another one in its place.
     *
     * @param directory an absolute path
     * @return what tells it from other directories
     * @throws UnsafePathException if it is not
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be looked at
     */
    public abstract Object checkDirectory(Path directory) throws IOException;

    /**
     * Makes a directory, and those above it, where they are missing, and checks it.
     *
     * @param directory an absolute path
     * @return what tells it from other directories
     * @throws UnsafePathException if it is not this user's alone; if it was made here, it is gone again
     * @throws IOException if it cannot be made
     */
    public final Object makeDirectory(Path directory) throws IOException {
        boolean made = makeMissing(directory);
        try {
            return checkDirectory(directory);
        } catch (UnsafePathException e) {
            throw made ? unmake(directory, e) : e;
        }
    }

    private static UnsafePathException unmake(Path directory, UnsafePathException problem) {
        UnsafePathException explained = new UnsafePathException(
                directory,
                problem.getReason() + "; it was made with nothing for others just now, so its file system keeps no"
                        + " permissions (expected: one that does, or LOOPLINE_UNPROTECTED_RUNTIME_DIR)");
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            explained.addSuppressed(e); // another process put something there meanwhile
        }
        return explained;
    }

    private boolean makeMissing(Path directory) throws IOException {
        if (Files.exists(directory, NOFOLLOW_LINKS)) {
            return false;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            makeMissing(parent);
        }
        try {
            Files.createDirectory(directory, ofNewDirectory());
            return true;
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{}: made by another process at the same time", directory); // and checked like any other
            return false;
        }
    }

    /**
     * Reads the beginning of a file.
     *
     * @param directory where it is
     * @param name its name there
     * @param maxBytes most bytes to read
     * @return the whole file if that is shorter than {@code maxBytes}
     * @throws UnsafePathException if the directory or the file is not this user's alone
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be read
     */
    public final byte[] read(Path directory, String name, int maxBytes) throws IOException {
        Path file = directory.resolve(name);
        for (int i = 0; i < MAX_READS; i++) {
            Object checked = checkDirectory(directory);
            // Before it is opened, since opening something else, a pipe say, could block.
            Object before = checkFile(file);
            try (SeekableByteChannel channel = open(directory, checked, name)) {
                if (isUnchanged(before, checkFile(file))) {
                    return read(channel, maxBytes);
                }
            }
        }
        throw new UnsafePathException(file, "was replaced " + MAX_READS + " times while it was read (expected: once)");
    }

    private static byte[] read(SeekableByteChannel channel, int maxBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(maxBytes);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // until full or at the end
        }
        byte[] content = new byte[bytes.flip().remaining()];
        bytes.get(content);
        return content;
    }

    /**
     * Writes a file whole or not at all, in the place of one that may be there.
     *
     * @param directory where, made by {@link #makeDirectory}
     * @param name its name there
     * @param temporaryName a name there that nobody uses; nothing is left under it unless the process is killed
     * @param content all of it
     * @throws IOException if it cannot be written; the former file is then as it was
     */
    public final void replace(Path directory, String name, String temporaryName, byte[] content) throws IOException {
        Path temporary = directory.resolve(temporaryName);
        FileChannel channel = FileChannel.open(temporary, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS), ofNewFile());
        try {
            try (channel) {
                checkFile(temporary); // before there is a secret in it
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            move(temporary, directory.resolve(name));
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    // Windows refuses while a reader has the target open, which is over soon.
    private static void move(Path from, Path to) throws IOException {
        for (int i = 1; ; i++) {
            try {
                Files.move(from, to, ATOMIC_MOVE);
                return;
            } catch (AccessDeniedException e) {
                if (i == MAX_MOVES || OperatingSystem.current() != OperatingSystem.WINDOWS) {
                    throw e;
                }
                LockSupport.parkNanos(MOVE_PAUSE_NANOS);
            }
        }
    }

    /**
     * Opens a file for writing that is kept for its lock, and makes it if it is missing.
     *
     * @param file in a directory made by {@link #makeDirectory}
     * @return the open file
     * @throws UnsafePathException if it was there and is not this user's alone
     * @throws IOException if it cannot be opened
     */
    public final FileChannel openForLock(Path file) throws IOException {
        if (Files.exists(file, NOFOLLOW_LINKS)) {
            checkFile(file);
        }
        return FileChannel.open(file, Set.of(CREATE, WRITE, NOFOLLOW_LINKS), ofNewFile());
    }

    /**
     * Checks that a file is this user's alone.
     *
     * @param file any
     * @return what tells it from other files, for {@link #isSameFile}
     * @throws UnsafePathException if it is not
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be looked at
     */
    public abstract Object checkFile(Path file) throws IOException;

    /**
     * Compares two files.
     *
     * @param first what {@link #checkFile} returned
     * @param second likewise
     * @return whether they were one
     */
    public abstract boolean isSameFile(Object first, Object second);

    /** Whether it was one file, and at its place all the time. */
    abstract boolean isUnchanged(Object first, Object second);

    /** Opens a file for reading, in the directory that was checked even if another one has taken its place. */
    abstract SeekableByteChannel open(Path directory, Object checked, String name) throws IOException;

    abstract FileAttribute<?> ofNewDirectory();

    abstract FileAttribute<?> ofNewFile();
}
