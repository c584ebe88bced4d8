package dev.loopline.internal.process;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes that descend from one, as far as they were seen while the process between still ran: when it has ended, nobody
 * can tell any more whose they were. A handle never means another process that got the same id. For one thread.
 */
final class ProcessTree {
    private static final Duration TERMINATE_GRACE = Duration.ofMillis(500);

    private final ProcessHandle root;
    private final Set<ProcessHandle> seen = new LinkedHashSet<>();

    ProcessTree(ProcessHandle root) {
        this.root = root;
        look();
    }

    /** Takes note of those that run now. */
    void look() {
        try (Stream<ProcessHandle> descendants = root.descendants()) {
            descendants.forEach(seen::add);
        }
    }

    List<ProcessHandle> alive() {
        return seen.stream().filter(ProcessHandle::isAlive).toList();
    }

    /** Kills all, the root too. */
    void kill() {
        look();
        root.destroyForcibly();
        look(); // what was started between the two, while the root was still there
        seen.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends those that are left of a root that has ended: asks them, waits a moment, kills them. */
    void endRest() {
        List<ProcessHandle> rest = alive();
        if (rest.isEmpty()) {
            return;
        }
        rest.forEach(ProcessHandle::destroy);
        awaitEnd(rest, TERMINATE_GRACE);
        rest.forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until processes have ended, or the time is over. */
    static void awaitEnd(List<ProcessHandle> processes, Duration time) {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        var unused = CompletableFuture.allOf(ends)
                .completeOnTimeout(null, time.toNanos(), TimeUnit.NANOSECONDS)
                .join();
    }
}
