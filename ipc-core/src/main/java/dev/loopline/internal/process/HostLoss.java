package dev.loopline.internal.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The end of a helper whose host is gone. It can end by itself, as {@code awaitHost} returns; the processes that it started are
 * asked to end. What then still runs is ended one after the other: those processes after {@value #KILL_MILLIS} ms, this one by
 * {@code exit} after {@value #EXIT_MILLIS} ms and by {@code halt} after {@value #HALT_MILLIS} ms.
 */
final class HostLoss {
    static final int EXIT_CODE = 1;

    private static final long KILL_MILLIS = 1000;
    private static final long EXIT_MILLIS = 1500;
    private static final long HALT_MILLIS = 2400;
    private static final Duration IN_SHUTDOWN = Duration.ofMillis(500);

    private final List<ProcessHandle> started = new ArrayList<>(); // guarded by itself

    /** Has what this process started end with it, if it ends by itself because its host is gone. */
    void arm(HostWatch watch) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> inShutdown(watch), "loopline-host-loss"));
    }

    private void inShutdown(HostWatch watch) {
        List<ProcessHandle> rest =
                noted().stream().filter(ProcessHandle::isAlive).toList();
        try {
            if (!rest.isEmpty() && watch.isOverSoon()) {
                rest.forEach(ProcessHandle::destroy);
                ProcessTree.awaitEnd(rest, IN_SHUTDOWN);
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody else has this thread
        }
    }

    /** Ends this process. Does not return. */
    void onLost() {
        noted().forEach(ProcessHandle::destroy);
        try {
            HostWatch.pause(Duration.ofMillis(KILL_MILLIS));
            kill();
            HostWatch.pause(Duration.ofMillis(EXIT_MILLIS - KILL_MILLIS));
            Thread exit = new Thread(() -> System.exit(EXIT_CODE), "loopline-host-exit");
            exit.setDaemon(true);
            exit.start();
            HostWatch.pause(Duration.ofMillis(HALT_MILLIS - EXIT_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody else has this thread: then at once
        }
        kill();
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private void kill() {
        noted().forEach(ProcessHandle::destroyForcibly);
    }

    /** {@return all that descend from this process, or did when this was asked before} */
    private List<ProcessHandle> noted() {
        synchronized (started) {
            try (Stream<ProcessHandle> now = ProcessHandle.current().descendants()) {
                now.filter(process -> !started.contains(process)).forEach(started::add);
            }
            return List.copyOf(started);
        }
    }
}
