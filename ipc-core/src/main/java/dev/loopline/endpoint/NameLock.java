package dev.loopline.endpoint;

import dev.loopline.internal.endpoint.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The operating system's lock on an endpoint name, held by at most one process of the machine and freed by the kernel
 * when that dies.
 *
 * <p>This is the only place that opens lock files, and none opens one twice in a JVM. On Unix a process loses its lock on
 * a file as soon as it closes <em>any</em> descriptor of that file, and {@link FileLock#isValid} goes on saying true. So
 * what this JVM holds is noted where every class loader sees it, and asked first. Lock files are never deleted:
 * two processes could then hold locks on two files of one name. Should somebody else have deleted one, {@link #isInPlace}
 * tells.
 */
final class NameLock implements AutoCloseable {
    private static final String HELD = "dev.loopline.endpoint.held:";
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private final PrivateFiles files;
    private final Path file;
    private final String key;
    private final FileChannel channel;
    private final Object identity;

    private NameLock(PrivateFiles files, Path file, String key, FileChannel channel, Object identity) {
        this.files = files;
        this.file = file;
        this.key = key;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Takes a lock if it is free.
     *
     * @param directory what tells the directory from others, however it was reached
     * @return the lock, {@code null} if this or another process has it
     */
    static @Nullable NameLock tryAcquire(PrivateFiles files, Object directory, Path file) throws IOException {
        String key = HELD + directory + file.getFileName();
        if (System.getProperties().putIfAbsent(key, "") != null) {
            return null;
        }
        boolean keepKey = false;
        try {
            FileChannel channel = files.openForLock(file);
            boolean keepOpen = false;
            try {
                if (channel.tryLock() == null) {
                    return null;
                }
                NameLock lock = new NameLock(files, file, key, channel, files.checkFile(file));
                keepOpen = true;
                keepKey = true;
                return lock;
            } catch (OverlappingFileLockException e) {
                // The properties were reset, and this JVM holds it after all: closing would drop that lock.
                NEVER_CLOSED.add(channel);
                keepOpen = true;
                keepKey = true;
                return null;
            } finally {
                if (!keepOpen) {
                    channel.close();
                }
            }
        } finally {
            if (!keepKey) {
                System.getProperties().remove(key);
            }
        }
    }

    /**
     * Whether the locked file still is the one that the next server would lock. If not, the file was deleted or replaced,
     * and the name may be another server's by now.
     */
    boolean isInPlace() throws IOException {
        try {
            return files.isSameFile(identity, files.checkFile(file));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            System.getProperties().remove(key);
        }
    }
}
