package dev.loopline.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What Linux tells of a process in {@code /proc}.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class ProcFiles {
    private static final long KIBIBYTE = 1024;
    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every Linux that Java runs on
    private static final int UTIME = 11; // fields of stat behind the name, which may hold spaces
    private static final int STIME = 12;

    private ProcFiles() {}

    /** Whatever is counted in all threads, since the file of the process tells only of its first. */
    static long contextSwitches(Path process) throws IOException {
        Path tasks = process.resolve("task");
        if (!Files.isDirectory(tasks)) {
            return 0;
        }
        long sum = 0;
        try (var threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                sum += numbers(thread.resolve("status"), "ctxt_switches:");
            }
        }
        return sum;
    }

    /**
     * {@return the memory that a process holds, in bytes; 0 where there is no {@code /proc}}
     *
     * @param pid of the process
     * @throws IOException if there is no such process
     */
    public static long residentBytes(long pid) throws IOException {
        return KIBIBYTE * numbers(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
    }

    /**
     * {@return the time that a process of whatever kind spent on processors, in nanoseconds, by ticks of 10 ms}
     *
     * @param pid of the process
     * @throws IOException if there is no such process
     */
    public static long cpuNanos(long pid) throws IOException {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        String all = Files.readString(stat);
        List<String> fields = List.of(all.substring(all.lastIndexOf(')') + 2).split(" "));
        return NANOS_PER_TICK * (Long.parseLong(fields.get(UTIME)) + Long.parseLong(fields.get(STIME)));
    }

    private static long numbers(Path file, String name) throws IOException {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.contains(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (NoSuchFileException e) {
            return 0; // a thread that has ended, or another system than Linux
        }
    }
}
