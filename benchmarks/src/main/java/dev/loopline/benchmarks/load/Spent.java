package dev.loopline.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * What a process has spent.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param cpuNanos on processors by the whole process, compilers and collectors included
 * @param contextSwitches of its threads, voluntary and not; 0 where there is no {@code /proc}
 * @param allocatedBytes on the heap by the threads that are alive
 */
public record Spent(long cpuNanos, long contextSwitches, long allocatedBytes) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Path SELF = Path.of("/proc/self");

    /**
     * {@return what this one has spent so far}
     *
     * @throws IOException if the system's account of it cannot be read
     */
    public static Spent now() throws IOException {
        long bytes = 0;
        for (long each : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            bytes += Math.max(0, each); // -1: ended meanwhile
        }
        return new Spent(SYSTEM.getProcessCpuTime(), ProcFiles.contextSwitches(SELF), bytes);
    }

    /**
     * {@return what was spent meanwhile}
     *
     * @param before what was spent at the beginning
     */
    public Spent since(Spent before) {
        return new Spent(
                cpuNanos - before.cpuNanos,
                contextSwitches - before.contextSwitches,
                allocatedBytes - before.allocatedBytes);
    }
}
