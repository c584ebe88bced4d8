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
    private volatile boolean lost;

    /** Has what this process started end with it, if the host is gone by then and this process ends by itself. */
    void arm() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::inShutdown, "loopline-host-loss"));
    }

    private void inShutdown() {
        if (lost) {
            ProcessTree.awaitEnd(noted(), IN_SHUTDOWN);
            kill();
        }
    }

    /** Ends this process. Does not return. */
    void onLost() {
        lost = true;
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
