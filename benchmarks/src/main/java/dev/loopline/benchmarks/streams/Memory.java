package dev.loopline.benchmarks.streams;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process holds.
 *
 * @param heapBytes reachable, after a collection
 * @param residentBytes of all its memory; 0 where there is no {@code /proc}
 */
record Memory(long heapBytes, long residentBytes) {
    private static final Path STATUS = Path.of("/proc/self/status");

    static Memory now() throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Memory(heap, resident());
    }

    private static long resident() throws IOException {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return heapBytes + " " + residentBytes;
    }
}
