package dev.loopline.examples.demo;

import dev.loopline.IpcConnection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A helper process as the main process sees it. {@link Crew} guards its connection and what it is busy with. */
final class Helper {
    private final String name;
    private final Process process;
    private final LongAdder calls = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder callbacks = new LongAdder();

    @Nullable
    IpcConnection connection; // guarded by the crew; null until it joined

    boolean gone; // guarded by the crew
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

    /** {@return whether it can be called; the crew asks} */
    boolean isReady() {
        return connection != null && !gone;
    }

    void countCall(long fileBytes) {
        calls.increment();
        bytes.add(fileBytes);
    }

    void countCallback() {
        callbacks.increment();
    }

    Figures figures() {
        return new Figures(name, pid(), calls.sum(), bytes.sum(), callbacks.sum());
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
     * @param callbacks calls that it made to the main process
     */
    record Figures(String name, long pid, long calls, long bytes, long callbacks) {}
}
