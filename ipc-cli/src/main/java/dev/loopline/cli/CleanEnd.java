package dev.loopline.cli;

import dev.loopline.DrainReport;
import dev.loopline.IpcServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a server when this process is told to end: the first signal drains it, a second one ends the process at once.
 *
 * <p><b>Threading:</b> one thread waits; signals come on others.
 */
final class CleanEnd {
    private static final Duration UNNOTICED = Duration.ofMillis(300);
    private static final Duration BEYOND_GRACE = Duration.ofMillis(900);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean first = new AtomicBoolean(true);

    private CleanEnd() {}

    /** Takes the signals from now on, so that one that comes while a server starts is not lost. */
    static CleanEnd atSignal() {
        CleanEnd end = new CleanEnd();
        Signals.onEach(end::onSignal);
        return end;
    }

    private void onSignal(Signals.Signal signal) {
        if (first.getAndSet(false)) {
            asked.countDown();
        } else if (signal.insists()) {
            Runtime.getRuntime().halt(signal.exitCode());
        }
    }

    /**
     * Waits for the signal and drains the server.
     *
     * @return the exit code
     */
    int awaitAndDrain(IpcServer server, Duration grace) throws InterruptedException {
        asked.await();
        CompletableFuture<DrainReport> drained = server.drainAsync();
        try {
            DrainReport report = reportOf(drained, grace);
            if (report.cancelled() > 0) {
                say(calls(report.cancelled()) + " had not ended after " + text(grace) + " and got cancelled");
            }
            return ExitCodes.OK;
        } catch (TimeoutException e) {
            say("the server has not ended in time; a handler blocks");
        } catch (ExecutionException e) {
            say("the server did not end cleanly: " + e.getCause());
        }
        return ExitCodes.FAILED;
    }

    private static DrainReport reportOf(CompletableFuture<DrainReport> drained, Duration grace)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return drained.get(UNNOTICED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            say("waiting up to " + text(grace) + " for calls that still run; Ctrl-C or SIGTERM ends now");
            Duration left = grace.plus(BEYOND_GRACE).minus(UNNOTICED);
            return drained.get(left.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static String calls(int count) {
        return count == 1 ? "1 call" : count + " calls";
    }

    private static String text(Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static void say(String what) {
        System.err.println("ipc: " + what);
    }
}
