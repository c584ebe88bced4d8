package dev.loopline.examples.demo;

import dev.loopline.metrics.IpcMetrics;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperState;
import dev.loopline.process.HelperStateChange;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The helpers of a job: who is free, who is gone.
 *
 * <p>Each has at most {@value #WINDOW} calls under way. Once the crew is closed it gives no more work. Any thread.
 */
final class Crew implements AutoCloseable {
    private static final int WINDOW = 16;

    /** Ctrl-C ends the helpers too, perhaps before this process has seen it. So their end waits this long to be news. */
    private static final Duration SIGNAL_GRACE = Duration.ofMillis(300);

    private static final Comparator<Helper> LEAST_TO_DO =
            Comparator.<Helper>comparingInt(helper -> helper.underWay).thenComparingLong(helper -> helper.taken);

    private final List<Helper> helpers;
    private final IpcMetrics metrics;
    private final Consumer<String> notes;
    private volatile boolean silent;
    private volatile boolean closed;
    private CompletableFuture<Void> notesToCome = CompletableFuture.completedFuture(null); // guarded by this

    /**
     * @param helpers how many
     * @param metrics where they are measured
     * @param notes told what they print, and when one ends before its time
     */
    Crew(int helpers, IpcMetrics metrics, Consumer<String> notes) {
        this.helpers = IntStream.rangeClosed(1, helpers)
                .mapToObj(number -> new Helper("helper-" + number))
                .toList();
        this.metrics = metrics;
        this.notes = notes;
    }

    /**
     * Starts the helpers and waits until each is ready or known not to become so.
     *
     * @throws DemoFailure if none is
     */
    void start() throws InterruptedException {
        all(helper -> helper.start(metrics, this::print, change -> onChange(helper, change)));
        if (areGone() && !isEndOfJob()) {
            throw new DemoFailure("no helper could be started: " + ends());
        }
    }

    /** Does something with each helper, all at the same time since it takes a while, and waits for that. */
    private void all(Consumer<Helper> action) {
        CompletableFuture.allOf(helpers.stream()
                        .map(helper -> CompletableFuture.runAsync(
                                () -> action.accept(helper), task -> thread(helper.name(), task)))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private static void thread(String helper, Runnable task) {
        Thread thread = new Thread(task, "demo-" + helper);
        thread.setDaemon(true);
        thread.start();
    }

    private void print(String line) {
        if (!closed) { // else a helper that is ended while it starts would complain of that
            notes.accept(line);
        }
    }

    private synchronized void onChange(Helper helper, HelperStateChange change) {
        notifyAll();
        HelperExit exit = change.exit();
        if (exit != null && exit.reason() != HelperExit.Reason.STOPPED) {
            String end = helper.end();
            boolean again = change.state() == HelperState.PAUSING;
            CompletableFuture<Void> note = CompletableFuture.runAsync(
                    () -> noteEnd(helper, end, again),
                    CompletableFuture.delayedExecutor(SIGNAL_GRACE.toMillis(), TimeUnit.MILLISECONDS));
            notesToCome = CompletableFuture.allOf(notesToCome, note);
        }
    }

    private void noteEnd(Helper helper, String end, boolean again) {
        if (!silent && !areGone()) { // if all are gone it is the reason why the job fails
            notes.accept(end + whatNow(helper, again));
        }
    }

    private String whatNow(Helper ended, boolean again) {
        String others = helpers.stream()
                .filter(helper -> helper != ended && helper.isReady())
                .map(Helper::name)
                .collect(Collectors.joining(" or "));
        return (others.isEmpty() ? "" : "; what it had not answered goes to " + others)
                + (again ? "; it is started again" : "");
    }

    private boolean areGone() {
        return helpers.stream().allMatch(Helper::isGone);
    }

    /** {@return whether the helpers are gone because this process is being ended too} */
    private synchronized boolean isEndOfJob() throws InterruptedException {
        return await(SIGNAL_GRACE, () -> closed);
    }

    private boolean await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
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
     * Takes the helper that has the least to do; waits while all have as much as they may or are being started again, and
     * when the crew is closed.
     *
     * @return a helper, to be {@link #release}d when its call has ended; {@code null} if all are gone
     */
    synchronized @Nullable Helper take() throws InterruptedException {
        Helper freest = await(helper -> helper.underWay < WINDOW);
        if (freest != null) {
            freest.underWay++;
            freest.taken++;
        }
        return freest;
    }

    /**
     * Chooses a helper for a call that lasts, which does not count among those under way: that has the least to do.
     *
     * @return a helper; {@code null} if all are gone
     */
    synchronized @Nullable Helper choose() throws InterruptedException {
        return await(helper -> true);
    }

    private @Nullable Helper await(Predicate<Helper> suitable) throws InterruptedException {
        while (!areGone() || isEndOfJob()) {
            Helper freest = helpers.stream()
                    .filter(helper -> !closed && helper.isReady() && suitable.test(helper))
                    .min(LEAST_TO_DO)
                    .orElse(null);
            if (freest != null) {
                return freest;
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

    List<Helper.Figures> figures() {
        return helpers.stream().map(Helper::figures).toList();
    }

    /** Ends the helpers since this process is told to end; nothing more is to be said of them. */
    void interrupt() {
        silent = true;
        close();
    }

    /** Ends the helpers, and waits for that. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        all(Helper::close);
        CompletableFuture<Void> rest;
        synchronized (this) {
            rest = notesToCome;
        }
        rest.join();
    }

    /** {@return the reason why a job cannot go on when all helpers are gone} */
    DemoFailure noneLeft(long files) {
        return new DemoFailure("no helper is left after " + Numbers.grouped(files) + " files: " + ends());
    }

    private String ends() {
        return helpers.stream().map(Helper::end).collect(Collectors.joining(", "));
    }
}
