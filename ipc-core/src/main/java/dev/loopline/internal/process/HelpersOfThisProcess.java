package dev.loopline.internal.process;

import dev.loopline.process.HelperExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The helpers that this process has to end when it ends itself; all at the same time. Any thread. */
final class HelpersOfThisProcess {
    /** Beyond what a helper has to end by itself and to terminate: for being killed, and for the end of its server. */
    private static final Duration BEYOND = Duration.ofSeconds(2);

    private static final Set<Supervisor> ALL = ConcurrentHashMap.newKeySet();
    private static @Nullable Thread hook; // guarded by the class

    private HelpersOfThisProcess() {}

    /**
     * Takes one in.
     *
     * @throws IllegalStateException if this process is ending already
     */
    static synchronized void add(Supervisor supervisor) {
        if (hook == null) {
            Thread made = new Thread(HelpersOfThisProcess::stopAll, "loopline-helpers-shutdown");
            Runtime.getRuntime().addShutdownHook(made);
            hook = made;
        }
        ALL.add(supervisor);
    }

    static void remove(Supervisor supervisor) {
        ALL.remove(supervisor);
    }

    private static void stopAll() {
        List<CompletableFuture<HelperExit>> ends = new ArrayList<>();
        Duration longest = Duration.ZERO;
        for (Supervisor supervisor : ALL) {
            ends.add(supervisor.stop());
            Duration time =
                    supervisor.spec().drainGrace().plus(supervisor.spec().terminateGrace());
            longest = time.compareTo(longest) > 0 ? time : longest;
        }
        var unused = CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, longest.plus(BEYOND).toNanos(), TimeUnit.NANOSECONDS)
                .join();
    }
}
