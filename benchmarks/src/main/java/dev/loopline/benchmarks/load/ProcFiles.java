package dev.loopline.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What Linux tells of a process in {@code /proc}.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class ProcFiles {
    private static final long KIBIBYTE = 1024;

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
     * {@return the time that the threads of a process have spent on processors, in nanoseconds; 0 where there is no {@code /proc}}
     *
     * @param pid of the process
     * @throws IOException if there is no such process
     */
    public static long cpuNanos(long pid) throws IOException {
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        if (!Files.isDirectory(tasks)) {
            return 0;
        }
        long sum = 0;
        try (var threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                sum += onProcessor(thread.resolve("schedstat"));
            }
        }
        return sum;
    }

    private static long onProcessor(Path schedstat) throws IOException {
        try {
            return Long.parseLong(Files.readString(schedstat).split(" ", -1)[0]);
        } catch (NoSuchFileException e) {
            return 0; // a thread that has ended
        }
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
