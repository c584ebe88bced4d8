package dev.loopline.test;

import dev.loopline.endpoint.EndpointDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Finds what a test left open: threads of Loopline, and endpoints that are still published. One thread. */
final class Leaks {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Set<Thread> before = threads();
    private final boolean alone;

    /**
     * Remembers what there is.
     *
     * @param alone whether no other test runs at the same time, whose threads would look like a leak of this one
     */
    Leaks(boolean alone) {
        this.alone = alone;
    }

    private static Set<Thread> threads() {
        return Set.copyOf(Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("loopline-"))
                .toList());
    }

    /** {@return what is left, in words; threads that are just ending are waited for} */
    List<String> find(List<EndpointDirectory> directories) throws InterruptedException {
        List<String> found = new ArrayList<>();
        for (EndpointDirectory directory : directories) {
            directory.list().forEach(entry -> found.add("endpoint " + entry.name()));
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (Thread thread : alone ? threads() : Set.<Thread>of()) {
            if (!before.contains(thread)) {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
                if (thread.isAlive()) {
                    found.add("thread " + thread.getName());
                }
            }
        }
        return found;
    }
}
