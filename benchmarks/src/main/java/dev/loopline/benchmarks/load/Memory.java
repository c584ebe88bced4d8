package dev.loopline.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * What this process holds.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param heapBytes reachable, after a collection
 * @param residentBytes of all its memory; 0 where there is no {@code /proc}
 */
public record Memory(long heapBytes, long residentBytes) {
    /**
     * {@return what it holds now}
     *
     * @throws IOException if the system's account of it cannot be read
     */
    public static Memory now() throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Memory(heap, ProcFiles.residentBytes(ProcessHandle.current().pid()));
    }

    /** {@return both numbers, with a space between them} */
    public String text() {
        return heapBytes + " " + residentBytes;
    }
}
