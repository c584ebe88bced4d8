package dev.loopline.examples.demo;

import dev.loopline.IpcConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The helpers of a job: who has joined, who is free, who is gone.
 *
 * <p>Each has at most {@value #WINDOW} calls under way. Once the crew is closed it gives no more work, and the end of
 * a helper is no news. Any thread.
 */
final class Crew implements AutoCloseable {
    private static final int WINDOW = 16;
    private static final int MAX_SILENT_TICKS = 25;

    /** Ctrl-C ends the helpers too, perhaps before this process has seen it. So their end waits this long to be news. */
    private static final Duration SIGNAL_GRACE = Duration.ofMillis(300);

    private static final Comparator<Helper> LEAST_TO_DO =
            Comparator.<Helper>comparingInt(helper -> helper.underWay).thenComparingLong(helper -> helper.taken);

    private final List<Helper> helpers = new ArrayList<>();
    private final Consumer<String> notes;
    private boolean closed;

    /** @param notes told when a helper is late, silent or ends before its time */
    Crew(Consumer<String> notes) {
        this.notes = notes;
    }

    /**
     * Starts a helper. It cannot join before this crew knows of it.
     *
     * @param endpoint the name of the endpoint that it connects to
     */
    synchronized void hire(HelperSpawner spawner, String endpoint) {
        String name = "helper-" + (helpers.size() + 1);
        Helper helper = new Helper(name, spawner.start(name, endpoint));
        helpers.add(helper);
        var unused = helper.process().onExit().thenAccept(ended -> {
            lose(helper);
            CompletableFuture.delayedExecutor(SIGNAL_GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> noteEnd(helper, ended.exitValue()));
        });
    }

    /**
     * Takes a helper in that says that it is ready.
     *
     * @return it, {@code null} if this crew did not start it
     */
    @Nullable
    Helper join(long pid, IpcConnection connection) {
        Helper helper = find(pid);
        if (helper != null) {
            helper.countCallback();
            synchronized (this) {
                helper.connection = connection;
                notifyAll();
            }
            var unused = connection.closed().thenAccept(status -> lose(helper));
        }
        return helper;
    }

    /** {@return the helper with that process, {@code null} if there is none} */
    synchronized @Nullable Helper find(long pid) {
        return helpers.stream()
                .filter(helper -> helper.pid() == pid)
                .findFirst()
                .orElse(null);
    }

    /**
     * Waits until every helper has joined or ended.
     *
     * @param timeout how long to wait for the first
     * @param restTimeout how long to wait for the others after that; the job then begins without them
     * @return whether any did
     */
    synchronized boolean awaitJoined(Duration timeout, Duration restTimeout) throws InterruptedException {
        await(timeout, () -> anyReady() || allJoinedOrGone());
        await(restTimeout, this::allJoinedOrGone);
        for (Helper helper : helpers) {
            if (anyReady() && !helper.gone && helper.connection == null) {
                notes.accept(helper + " has not joined within " + restTimeout.toSeconds() + " s; beginning without it");
            }
        }
        return anyReady() || isEndOfJob();
    }

    private boolean allJoinedOrGone() {
        return helpers.stream().allMatch(helper -> helper.gone || helper.connection != null);
    }

    private boolean anyReady() {
        return helpers.stream().anyMatch(Helper::isReady);
    }

    /** {@return whether the helpers are gone because this process is being ended too} */
    private boolean isEndOfJob() throws InterruptedException {
        return await(SIGNAL_GRACE, () -> closed);
    }

    private synchronized boolean await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        for (long left = timeout.toNanos(); !condition.getAsBoolean(); left = end - System.nanoTime()) {
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /**
     * Takes the helper that has the least to do; waits while all have as much as they may, and when the crew is closed.
     *
     * @return a helper, to be {@link #release}d when its call has ended; {@code null} if all are gone
     */
    synchronized @Nullable Helper take() throws InterruptedException {
        while (anyReady() || isEndOfJob()) {
            Helper freest = helpers.stream()
                    .filter(helper -> !closed && helper.isReady() && helper.underWay < WINDOW)
                    .min(LEAST_TO_DO)
                    .orElse(null);
            if (freest != null) {
                freest.underWay++;
                freest.taken++;
                return freest;
            }
            wait();
        }
        return null;
    }

    /**
     * Chooses a helper for a call that lasts, which does not count among those under way: that has the least to do.
     *
     * @return a helper; {@code null} if all are gone
     */
    synchronized @Nullable Helper choose() throws InterruptedException {
        while (anyReady() || isEndOfJob()) {
            if (!closed) {
                return helpers.stream().filter(Helper::isReady).min(LEAST_TO_DO).orElseThrow();
            }
            wait();
        }
        return null;
    }

    /** Says that a call of a helper has ended. */
    synchronized void release(Helper helper) {
        helper.underWay--;
        notifyAll();
    }

    /** Stops giving work to a helper. */
    synchronized void lose(Helper helper) {
        helper.gone = true;
        notifyAll();
    }

    private synchronized void noteEnd(Helper helper, int exitCode) {
        if (!closed && !helper.givenUp) {
            notes.accept(helper + " ended before its time (exit code " + exitCode + ")" + whatNow());
        }
    }

    private String whatNow() {
        String others =
                helpers.stream().filter(Helper::isReady).map(Helper::name).collect(Collectors.joining(" or "));
        return others.isEmpty() ? "" : "; what it had not answered goes to " + others;
    }

    /**
     * Looks after the helpers, to be called five times a second: ends one of which nothing was heard for {@value
     * #MAX_SILENT_TICKS} ticks. Ticks and not time, since this process may be stopped as well, by Ctrl-Z.
     */
    synchronized void tick() {
        for (Helper helper : helpers) {
            if (!closed && helper.isReady() && helper.tick() >= MAX_SILENT_TICKS) {
                helper.givenUp = true;
                lose(helper);
                notes.accept(helper + " gave no sign of life for " + MAX_SILENT_TICKS / DemoJob.TICKS_PER_SECOND
                        + " s (stopped?) and is ended" + whatNow());
                helper.process().destroyForcibly(); // its calls fail with its connection
            }
        }
    }

    synchronized List<Helper.Figures> figures() {
        return helpers.stream().map(Helper::figures).toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** {@return the reason why a job cannot go on when all helpers are gone} */
    DemoFailure noneLeft(long files) throws InterruptedException {
        return new DemoFailure("no helper is left after " + Numbers.grouped(files) + " files: " + ends());
    }

    /** {@return how each helper ended, for people} */
    String ends() throws InterruptedException {
        List<Helper> all;
        synchronized (this) {
            all = List.copyOf(helpers);
        }
        List<String> ends = new ArrayList<>();
        for (Helper helper : all) {
            ends.add(helper.end());
        }
        return String.join(", ", ends);
    }
}
