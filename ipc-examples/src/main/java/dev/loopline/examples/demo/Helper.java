package dev.loopline.examples.demo;

import dev.loopline.IpcConnection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A helper process as the main process sees it. {@link Crew} guards its connection and what it is busy with. */
final class Helper {
    private static final int NOTICED_TICKS = 10;

    private final String name;
    private final Process process;
    private final LongAdder calls = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder callbacks = new LongAdder();
    private final LongAdder signs = new LongAdder();
    private volatile long bytesReported;

    @Nullable
    IpcConnection connection; // guarded by the crew; null until it joined

    boolean gone; // guarded by the crew
    boolean givenUp; // guarded by the crew; its end is known
    private int silentTicks; // guarded by the crew
    private long signsSeen; // guarded by the crew
    int underWay; // guarded by the crew
    long taken; // guarded by the crew

    Helper(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    String name() {
        return name;
    }

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    /** {@return how to call a helper that was chosen from the crew} */
    IpcConnection connection() {
        return Objects.requireNonNull(connection, "connection of a helper that joined");
    }

    /** {@return whether it can be called; the crew asks} */
    boolean isReady() {
        return connection != null && !gone;
    }

    /** {@return for how many ticks nothing has been heard of it, this one included; the crew asks, once a tick} */
    int tick() {
        long heard = signs.sum();
        silentTicks = heard == signsSeen ? silentTicks + 1 : 0;
        signsSeen = heard;
        return silentTicks;
    }

    void countCall(long fileBytes) {
        calls.increment();
        bytes.add(fileBytes);
    }

    void countCallback() {
        callbacks.increment();
        countSign();
    }

    /** Something was heard of it. */
    void countSign() {
        signs.increment();
    }

    /** It says how many bytes it has read, of files that are not done yet too. */
    void report(long bytesRead) {
        bytesReported = bytesRead;
    }

    /** {@return what it has done and how it is; the crew asks} */
    Figures figures() {
        long done = bytes.sum();
        return new Figures(
                name, pid(), calls.sum(), done, gone ? done : Math.max(done, bytesReported), callbacks.sum(), state());
    }

    private State state() {
        if (gone) {
            return State.LOST;
        }
        if (connection == null) {
            return State.STARTING;
        }
        return silentTicks < NOTICED_TICKS ? State.WORKING : State.SILENT;
    }

    /** {@return how it ended, for people; waits a moment for a process whose connection has ended already} */
    String end() throws InterruptedException {
        return process.waitFor(1, TimeUnit.SECONDS)
                ? this + " ended with exit code " + process.exitValue()
                : this + " is not connected";
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }

    /**
     * What a helper has done.
     *
     * @param name what the main process calls it
     * @param pid its process id
     * @param calls files that it examined
     * @param bytes in those files
     * @param bytesRead the same with those of files that it has begun
     * @param callbacks calls that it made to the main process
     * @param state how it is
     */
    record Figures(String name, long pid, long calls, long bytes, long bytesRead, long callbacks, State state) {
        /** {@return its name and process, for people} */
        String title() {
            return name + " (pid " + pid + ")";
        }
    }

    /** How a helper is. */
    enum State {
        STARTING,
        WORKING,
        /** Nothing was heard of it for a while. */
        SILENT,
        /** It ended before the job did. */
        LOST
    }
}
