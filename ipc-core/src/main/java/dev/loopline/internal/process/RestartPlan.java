package dev.loopline.internal.process;

import dev.loopline.process.HelperExit;
import dev.loopline.process.RestartPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Decides after each end of a helper's process whether and when it is started again. For one thread. */
final class RestartPlan {
    private final RestartPolicy policy;
    private final LongSupplier nanoTime;
    private final Deque<Long> endsNanos = new ArrayDeque<>(); // within the window, at most as many as the limit
    private Duration nextPause;

    RestartPlan(RestartPolicy policy, LongSupplier nanoTime) {
        this.policy = policy;
        this.nanoTime = nanoTime;
        this.nextPause = policy.firstPause();
    }

    /**
     * Decides.
     *
     * @param pause before the next start; {@code null} if there is none
     * @param why there is none, in words; empty if the policy never wanted one
     */
    record Decision(@Nullable Duration pause, String why) {}

    Decision after(HelperExit exit) {
        if (!policy.restartsAfter(exit)) {
            return new Decision(null, "");
        }
        long now = nanoTime.getAsLong();
        if (exit.uptime().compareTo(policy.window()) > 0) {
            nextPause = policy.firstPause();
        }
        endsNanos.addLast(now);
        while (now - endsNanos.getFirst() > policy.window().toNanos()) {
            endsNanos.removeFirst();
        }
        if (endsNanos.size() >= policy.maxCrashes()) {
            return new Decision(
                    null,
                    "it ended " + endsNanos.size() + " times within "
                            + policy.window().toSeconds() + " s and is not started again");
        }
        Duration pause = nextPause;
        Duration doubled = pause.isZero() ? pause : pause.multipliedBy(2);
        nextPause = doubled.compareTo(policy.maxPause()) > 0 ? policy.maxPause() : doubled;
        return new Decision(pause, "");
    }
}
