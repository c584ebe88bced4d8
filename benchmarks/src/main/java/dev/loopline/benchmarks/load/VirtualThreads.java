package dev.loopline.benchmarks.load;

import java.util.concurrent.ThreadFactory;

/**
 * Virtual threads, which this code is compiled without.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class VirtualThreads {
    private static final int SINCE = 21;

    private VirtualThreads() {}

    /** {@return whether this Java has them} */
    public static boolean exist() {
        return Runtime.version().feature() >= SINCE;
    }

    static ThreadFactory factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "virtual threads: Java " + Runtime.version() + " (expected: 21 or later)", e);
        }
    }
}
