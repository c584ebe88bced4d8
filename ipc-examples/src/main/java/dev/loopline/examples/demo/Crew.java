package dev.loopline.examples.demo;

import dev.loopline.IpcConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The helpers of a job: who has joined, who is free, who is gone.
 *
 * <p>Each has at most {@value #WINDOW} calls under way. Once the crew is closed it gives no more work, and the end of
 * a helper is no news. Any thread.
 */
final class Crew implements AutoCloseable {
    private static final int WINDOW = 16;

    private static final Comparator<Helper> LEAST_TO_DO =
            Comparator.<Helper>comparingInt(helper -> helper.underWay).thenComparingLong(helper -> helper.taken);

    private final List<Helper> helpers = new ArrayList<>();
    private final Consumer<String> notes;
    private boolean closed;

    /** @param notes told when a helper ends before its time */
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
        var unused = helper.process().onExit().thenAccept(ended -> lose(helper, "exit code " + ended.exitValue()));
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
            var unused = connection.closed().thenAccept(status -> lose(helper, null));
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
     * @param timeout after which the job begins with those that did
     * @return whether any did
     */
    synchronized boolean awaitJoined(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        long left = timeout.toNanos();
        while (left > 0 && helpers.stream().anyMatch(helper -> !helper.gone && helper.connection == null)) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        return helpers.stream().anyMatch(Helper::isReady);
    }

    /**
     * Takes the helper that has the least to do; waits while all have as much as they may, and when the crew is closed.
     *
     * @return a helper, to be {@link #release}d when its call has ended; {@code null} if all are gone
     */
    synchronized @Nullable Helper take() throws InterruptedException {
        while (closed || helpers.stream().anyMatch(Helper::isReady)) {
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

    /** Says that a call of a helper has ended. */
    synchronized void release(Helper helper) {
        helper.underWay--;
        notifyAll();
    }

    /**
     * Stops giving work to a helper.
     *
     * @param end how its process ended, {@code null} if only its connection did so far
     */
    void lose(Helper helper, @Nullable String end) {
        boolean unexpected;
        boolean othersReady;
        synchronized (this) {
            helper.gone = true;
            notifyAll();
            unexpected = !closed && end != null;
            othersReady = helpers.stream().anyMatch(Helper::isReady);
        }
        if (unexpected) {
            notes.accept(helper + " ended before its time (" + end + ")"
                    + (othersReady ? "; what it had not answered goes to the others" : ""));
        }
    }

    synchronized List<Helper.Figures> figures() {
        return helpers.stream().map(Helper::figures).toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
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
