package dev.loopline.internal.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Linux's view of processes, in {@code /proc}. Elsewhere everything is unknown.
 *
 * <p>Looking never signals a process.
 */
public final class ProcFs {
    static final Path PROC = Path.of("/proc");

    private static final int MAX_BYTES = 64 * 1024;
    private static final String UNKNOWN = "";

    private ProcFs() {}

    /** What is known of the process that has a pid now. */
    public enum Presence {
        /** It is the one that started at the given ticks. */
        SAME,
        /** There is none, or it has died and waits for its parent. */
        GONE,
        /** It started at other ticks: the pid was given out again. */
        REPLACED,
        /** This system or this {@code /proc} does not tell. */
        UNKNOWN
    }

    /** {@return when this process started, in clock ticks since boot; -1 if unknown} */
    public static long ownStartTicks() {
        ProcStat own = ownStat();
        return own == null ? -1 : own.startTicks();
    }

    /**
     * Looks whether a process still runs.
     *
     * @param pid its process id, of the pid namespace of this process
     * @param startTicks when it started, in clock ticks since boot
     * @return what has that pid now
     */
    public static Presence presence(long pid, long startTicks) {
        ProcStat own = ownStat();
        // A /proc of another pid namespace numbers the processes differently.
        if (own == null || own.pid() != ProcessHandle.current().pid()) {
            return Presence.UNKNOWN;
        }
        try {
            ProcStat stat = ProcStat.parse(read(PROC.resolve(pid + "/stat")));
            if (stat == null) {
                return Presence.UNKNOWN;
            }
            if (stat.startTicks() != startTicks) {
                return Presence.REPLACED;
            }
            return stat.isDead() ? Presence.GONE : Presence.SAME;
        } catch (NoSuchFileException e) {
            return Presence.GONE;
        } catch (IOException e) {
            // ESRCH: it ended between open and read. Anything else would have failed for our own stat, too.
            return Files.exists(PROC.resolve(Long.toString(pid))) ? Presence.UNKNOWN : Presence.GONE;
        }
    }

    /** {@return the id of this boot of the machine, empty if unknown} */
    public static String bootId() {
        return readOrEmpty(PROC.resolve("sys/kernel/random/boot_id")).strip();
    }

    /**
     * Says in which namespace this process is.
     *
     * @param kind {@code net} or {@code pid}
     * @return the namespace's number, empty if unknown
     */
    public static String ownNamespace(String kind) {
        try {
            String link =
                    Files.readSymbolicLink(PROC.resolve("self/ns/" + kind)).toString(); // net:[4026531840]
            return link.startsWith(kind + ":[") && link.endsWith("]")
                    ? link.substring(kind.length() + 2, link.length() - 1)
                    : UNKNOWN;
        } catch (IOException | UnsupportedOperationException e) {
            return UNKNOWN; // not Linux, or a /proc that hides it
        }
    }

    private static @Nullable ProcStat ownStat() {
        return ProcStat.parse(readOrEmpty(PROC.resolve("self/stat")));
    }

    static String readOrEmpty(Path file) {
        try {
            return read(file);
        } catch (IOException e) {
            return UNKNOWN; // not Linux
        }
    }

    // In large reads: files of /proc/sys give only what the first one asks for.
    private static String read(Path file) throws IOException {
        byte[] bytes = new byte[MAX_BYTES];
        int length = 0;
        try (InputStream in = Files.newInputStream(file)) {
            int count;
            while (length < MAX_BYTES && (count = in.read(bytes, length, MAX_BYTES - length)) > 0) {
                length += count;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
