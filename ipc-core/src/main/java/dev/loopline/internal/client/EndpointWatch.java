package dev.loopline.internal.client;

import dev.loopline.internal.engine.Logs;
import dev.loopline.internal.time.Countdown;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pause that ends early when a file is written. Where the system does not tell of files promptly (the JDK polls them
 * on macOS), or tells nobody more (inotify has a limit of watchers per user), it does not end early.
 *
 * <p>For one thread; {@link #close} from any.
 */
final class EndpointWatch implements AutoCloseable {
    private static final boolean PROMPT = isPrompt(System.getProperty("os.name", ""));

    private final Path file;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable WatchService service;

    private EndpointWatch(Path file) {
        this.file = file;
    }

    /** {@return a watch over a file, {@code null} for none, which only ends when its time is over} */
    static EndpointWatch over(@Nullable Path file) {
        EndpointWatch watch = new EndpointWatch(file == null ? Path.of("") : file);
        if (file != null && PROMPT) {
            watch.open();
        }
        return watch;
    }

    private static boolean isPrompt(String system) {
        String lower = system.toLowerCase(Locale.ROOT);
        return lower.startsWith("linux") || lower.startsWith("windows");
    }

    private void open() {
        Path directory = file.getParent();
        if (directory == null) {
            return;
        }
        WatchService opened = null;
        try {
            opened = directory.getFileSystem().newWatchService();
            directory.register(opened, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            service = opened;
        } catch (IOException | OutOfMemoryError e) { // no such directory yet, no watcher left, or no thread for one
            Logs.ENDPOINT.debug("{}: not watched, looked at now and then instead: {}", directory, e.toString());
            close(opened);
        }
    }

    /** Waits until the time is over, the file was written, or this was closed. */
    void await(long nanos) throws InterruptedException {
        Countdown countdown = new Countdown(Duration.ofNanos(nanos));
        WatchService watching = service;
        boolean written = false;
        while (!written && watching != null && closed.getCount() > 0) {
            long left = countdown.leftNanos();
            if (left <= 0) {
                return;
            }
            try {
                WatchKey key = watching.poll(left, TimeUnit.NANOSECONDS);
                if (key != null) {
                    written = key.pollEvents().stream().anyMatch(this::isOfFile);
                    if (!key.reset()) { // the directory is gone
                        service = null;
                        close(watching);
                        watching = null;
                    }
                }
            } catch (ClosedWatchServiceException e) {
                return;
            }
        }
        // Without a watcher the time that is left. With news a moment: all clients of the server have them at once.
        long rest = written ? Math.min(Backoff.shortNanos(), countdown.leftNanos()) : countdown.leftNanos();
        var unused = closed.await(rest, TimeUnit.NANOSECONDS);
    }

    private boolean isOfFile(WatchEvent<?> event) {
        return event.kind() == StandardWatchEventKinds.OVERFLOW
                || (event.context() instanceof Path path && path.equals(file.getFileName()));
    }

    /** Ends the pause that is under way, and all later ones at once. */
    @Override
    public void close() {
        closed.countDown();
        close(service);
    }

    private static void close(@Nullable WatchService watching) {
        if (watching != null) {
            try {
                watching.close();
            } catch (IOException e) {
                Logs.ENDPOINT.debug("a watch over an endpoint file: not closed properly", e);
            }
        }
    }
}
