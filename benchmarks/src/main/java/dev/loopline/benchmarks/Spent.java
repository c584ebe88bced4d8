package dev.loopline.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this JVM has spent so far.
 *
 * @param allocatedBytes on the heap, by the threads that are alive
 * @param cpuNanos by the whole process, compilers and collectors included
 */
record Spent(long allocatedBytes, long cpuNanos) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    static Spent now() {
        long sum = 0;
        for (long each : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, each); // -1: ended meanwhile
        }
        return new Spent(sum, SYSTEM.getProcessCpuTime());
    }

    Spent since(Spent before) {
        return new Spent(allocatedBytes - before.allocatedBytes, cpuNanos - before.cpuNanos);
    }
}
