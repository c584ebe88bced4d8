package dev.loopline.internal.process;

import dev.loopline.DrainReport;
import dev.loopline.internal.server.UnpublishedServer;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperExit.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * The end of a helper, one rung after the other until it is down: let calls finish and end connection and standard input;
 * ask it to terminate; kill it and all that it started. For one thread.
 */
final class StopLadder {
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    private final HelperSpec spec;
    private final Bell bell;
    private final LongSupplier nanoTime;

    /** Describes the end of a run. */
    interface Report {
        HelperExit of(HelperRun run, Reason reason, String detail);
    }

    StopLadder(HelperSpec spec, Bell bell, LongSupplier nanoTime) {
        this.spec = spec;
        this.bell = bell;
        this.nanoTime = nanoTime;
    }

    HelperExit stop(HelperRun run, UnpublishedServer server, Runnable onStopping, Report report)
            throws InterruptedException {
        onStopping.run();
        run.tree().look();
        long drainEnd = nanoTime.getAsLong() + spec.drainGrace().toNanos();
        CompletableFuture<DrainReport> drained = server.end(spec.drainGrace());
        var unused = drained.whenComplete((ended, failure) -> bell.ring());
        bell.await(() -> run.hasExited() || drained.isDone(), spec.drainGrace());
        run.closeInput();
        if (run.isDetached()) {
            return report.of(run, Reason.DETACHED, "");
        }
        if (!bell.await(run::hasExited, Duration.ofNanos(drainEnd - nanoTime.getAsLong()))) {
            run.tree().look();
            run.terminate();
            if (!bell.await(run::hasExited, spec.terminateGrace())) {
                run.tree().kill();
                bell.await(run::hasExited, AFTER_KILL);
            }
        }
        run.tree().endRest();
        return report.of(run, Reason.STOPPED, "");
    }
}
