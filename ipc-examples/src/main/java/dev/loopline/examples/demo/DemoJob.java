package dev.loopline.examples.demo;

import dev.loopline.metrics.IpcMetrics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

/**
 * One run of the main job: two helpers examine the files of a directory, whoever is free the next one. One of them also
 * tells which files there are. For one thread, once.
 */
final class DemoJob {
    private static final int TICKS_PER_SECOND = 5;
    private static final int HELPERS = 2;

    private final Path directory;
    private final Set<String> leftOut;
    private final Screen screen;
    private final Crew crew;
    private final Backlog backlog = new Backlog();
    private final SkippedFiles skipped = new SkippedFiles();
    private final Tally tally = new Tally();
    private final Sample sample = new Sample();
    private final FileCount count = new FileCount();
    private final Progress progress;
    private final AtSignal atSignal = new AtSignal(this::interrupted);
    private final Ticker ticker = new Ticker();
    private volatile long startNanos; // 0 until the helpers work

    /**
     * @param directory where the files are
     * @param leftOut names of directories and files that are passed over
     * @param screen shows how far the helpers are, and what people should know at once
     * @param metrics where the connections to the helpers are measured
     */
    DemoJob(Path directory, Set<String> leftOut, Screen screen, IpcMetrics metrics) {
        this.directory = directory;
        this.leftOut = leftOut;
        this.screen = screen;
        this.crew = new Crew(HELPERS, metrics, screen::note);
        this.progress = new Progress(backlog, count, crew);
    }

    /**
     * Runs the job. No process that it started is left when it returns or throws.
     *
     * @return what it came to
     * @throws DemoFailure if it cannot be done
     */
    DemoResult run() throws InterruptedException {
        Thread counting = count.start(directory, leftOut);
        atSignal.arm();
        // Closed from the last to the first: of the helpers something may be said until they have ended.
        try (atSignal;
                crew;
                screen;
                ticker) {
            ticker.start(TICKS_PER_SECOND, this::tick);
            crew.start();
            return examineAll();
        } finally {
            counting.interrupt();
        }
    }

    private DemoResult examineAll() throws InterruptedException {
        Instant began = Instant.now();
        startNanos = System.nanoTime();
        FileCalls calls = new FileCalls(crew, backlog, skipped, tally, sample);
        Thread search = new FileSearch(directory, leftOut, crew, backlog, skipped, tally).start();
        try {
            for (FoundFile file = backlog.take(); file != null; file = backlog.take()) {
                Helper helper = crew.take();
                if (helper == null) {
                    throw crew.noneLeft(tally.all().files());
                }
                calls.examine(file, helper);
            }
        } finally {
            search.interrupt();
        }
        long nanos = System.nanoTime() - startNanos;
        return new DemoResult(
                directory,
                tally.all(),
                tally.byType(),
                skipped,
                crew.figures(),
                nanos,
                tally.latencyNanos(50),
                tally.latencyNanos(99),
                sample.check(began));
    }

    private void tick() {
        boolean working = startNanos != 0;
        screen.show(progress.look(working, working ? System.nanoTime() - startNanos : 0));
    }

    private void interrupted() {
        screen.close();
        crew.interrupt();
        screen.note("ipc demo: interrupted after " + Numbers.grouped(tally.all().files())
                + " files; the helpers are ended");
    }
}
