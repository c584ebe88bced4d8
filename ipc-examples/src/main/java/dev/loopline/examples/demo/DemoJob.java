package dev.loopline.examples.demo;

import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.examples.demo.v1.CoordinatorService;
import dev.loopline.metrics.IpcMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of the main job: two helpers examine the files of a directory, whoever is free the next one. One of them also
 * tells which files there are. For one thread, once.
 */
final class DemoJob {
    static final int TICKS_PER_SECOND = 5;

    private static final int HELPERS = 2;
    private static final int MAX_AT_ONCE = 32;
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration REST_TIMEOUT = Duration.ofSeconds(10);

    private final Path directory;
    private final Set<String> leftOut;
    private final Screen screen;
    private final Crew crew;
    private final HelperSpawner spawner;
    private final Backlog backlog = new Backlog();
    private final SkippedFiles skipped = new SkippedFiles();
    private final Tally tally = new Tally();
    private final Sample sample = new Sample();
    private IpcMetrics metrics = IpcMetrics.none();
    private final FileCount count = new FileCount();
    private final Progress progress;
    private final AtSignal atSignal = new AtSignal(this::interrupted);
    private final Ticker ticker = new Ticker();
    private volatile long startNanos; // 0 until the helpers work
    private volatile @Nullable IpcServer server; // for the end by a signal

    /**
     * @param directory where the files are
     * @param leftOut names of directories and files that are passed over
     * @param screen shows how far the helpers are, and what people should know at once
     */
    DemoJob(Path directory, Set<String> leftOut, Screen screen) {
        this.directory = directory;
        this.leftOut = leftOut;
        this.screen = screen;
        this.crew = new Crew(screen::note);
        this.spawner = new HelperSpawner(screen::note);
        this.progress = new Progress(backlog, count, crew);
    }

    /**
     * Has this process measured.
     *
     * @param to where
     * @return this job
     */
    DemoJob metrics(IpcMetrics to) {
        metrics = to;
        return this;
    }

    /**
     * Runs the job. No process that it started is left when it returns or throws.
     *
     * @return what it came to
     * @throws DemoFailure if it cannot be done
     * @throws StatusException if the server cannot start
     */
    DemoResult run() throws InterruptedException {
        Thread counting = count.start(directory, leftOut);
        atSignal.arm();
        // Closed from the last to the first: with the server the connections end, with them the helpers.
        try (atSignal;
                spawner;
                IpcServer named = start();
                crew;
                screen;
                ticker) {
            ticker.start(TICKS_PER_SECOND, this::tick);
            for (int i = 0; i < HELPERS; i++) {
                crew.hire(spawner, named.endpoint().name().toString());
            }
            if (!crew.awaitJoined(JOIN_TIMEOUT, REST_TIMEOUT)) {
                throw new DemoFailure("no helper joined within " + JOIN_TIMEOUT.toSeconds() + " s: " + crew.ends());
            }
            return examineAll();
        } finally {
            counting.interrupt();
        }
    }

    /** Takes the first name that is free, so that demos at the same time do not meet, and no name is used once only. */
    private IpcServer start() {
        for (int number = 1; ; number++) {
            try {
                IpcServer started = IpcServer.named(number == 1 ? "demo" : "demo/" + number)
                        .service(CoordinatorService.of(new Coordinator(crew)))
                        .application("ipc demo")
                        .metrics(metrics)
                        .start();
                server = started;
                return started;
            } catch (StatusException e) {
                if (!e.reason().equals("ENDPOINT_IN_USE") || number == MAX_AT_ONCE) {
                    throw e;
                }
            }
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
        crew.tick();
        boolean working = startNanos != 0;
        screen.show(progress.look(working, working ? System.nanoTime() - startNanos : 0));
    }

    private void interrupted() {
        crew.close();
        spawner.kill();
        screen.close();
        screen.note("ipc demo: interrupted after " + Numbers.grouped(tally.all().files())
                + " files; the helpers are ended");
        IpcServer running = server;
        if (running != null) {
            running.close(); // withdraws the endpoint
        }
    }
}
