package dev.loopline.examples.demo;

import dev.loopline.IpcConnection;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.examples.demo.v1.CoordinatorService;
import dev.loopline.examples.demo.v1.ExamineReply;
import dev.loopline.examples.demo.v1.ExamineRequest;
import dev.loopline.examples.demo.v1.FileFactsClient;
import dev.loopline.metrics.IpcMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the main job: two helpers examine the files of a directory, whoever is free the next one.
 *
 * <p>A file whose helper is lost goes to the other one; that may examine it a second time, and does no harm. For one
 * thread, once.
 */
final class DemoJob {
    private static final int HELPERS = 2;
    private static final int MAX_AT_ONCE = 32;
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);

    /** Time for a call beside that for reading: a helper may have as many other files to read at once. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

    private static final long SLOWEST_BYTES_PER_SECOND = 1_000_000;

    private final Path directory;
    private final Set<String> leftOut;
    private final Consumer<String> notes;
    private final ProgressLines progress;
    private final Crew crew;
    private final Backlog backlog = new Backlog();
    private final SkippedFiles skipped = new SkippedFiles();
    private final Tally tally = new Tally();
    private final Sample sample = new Sample();
    private IpcMetrics metrics = IpcMetrics.none();
    private volatile @Nullable IpcServer server; // for the end by a signal

    /**
     * @param directory where the files are
     * @param leftOut names of directories and files that are passed over
     * @param notes told what people should know at once
     * @param progress shows how far the helpers are
     */
    DemoJob(Path directory, Set<String> leftOut, Consumer<String> notes, ProgressLines progress) {
        this.directory = directory;
        this.leftOut = leftOut;
        this.notes = notes;
        this.progress = progress;
        this.crew = new Crew(notes);
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
        // Closed from the last to the first: with the server the connections end, with them the helpers.
        try (HelperSpawner spawner = new HelperSpawner(notes, this::interrupted);
                IpcServer server = start();
                Crew hired = crew) {
            for (int i = 0; i < HELPERS; i++) {
                hired.hire(spawner, server.endpoint().name().toString());
            }
            if (!hired.awaitJoined(JOIN_TIMEOUT)) {
                throw new DemoFailure("no helper joined within " + JOIN_TIMEOUT.toSeconds() + " s: " + hired.ends());
            }
            return examineAll();
        }
    }

    /** Takes the first name that is free, so that demos at the same time do not meet, and no name is used once only. */
    private IpcServer start() {
        for (int number = 1; ; number++) {
            try {
                IpcServer started = IpcServer.named(number == 1 ? "demo" : "demo/" + number)
                        .service(CoordinatorService.of(new Coordinator(crew, progress)))
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
        long startNanos = System.nanoTime();
        Thread search = new FileTree(directory, leftOut, backlog, skipped).start();
        try {
            for (FoundFile file = backlog.take(); file != null; file = backlog.take()) {
                Helper helper = crew.take();
                if (helper == null) {
                    throw new DemoFailure("no helper is left after "
                            + Numbers.grouped(tally.all().files()) + " files: " + crew.ends());
                }
                examine(file, helper);
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

    private void examine(FoundFile file, Helper helper) {
        IpcConnection connection = Objects.requireNonNull(helper.connection, "connection of a helper that joined");
        ExamineRequest request = ExamineRequest.newBuilder()
                .setUri(file.path().toUri().toString())
                .build();
        Duration deadline = CALL_TIMEOUT.plusSeconds(file.sizeBytes() / SLOWEST_BYTES_PER_SECOND);
        long startNanos = System.nanoTime();
        var unused = FileFactsClient.on(connection)
                .with(CallOptions.DEFAULT.withDeadline(deadline))
                .async()
                .examine(request)
                .whenComplete((reply, failure) -> {
                    if (failure == null) {
                        succeeded(file, helper, reply, System.nanoTime() - startNanos);
                    } else {
                        failed(file, helper, failure);
                    }
                });
    }

    private void succeeded(FoundFile file, Helper helper, ExamineReply reply, long nanos) {
        crew.release(helper);
        helper.countCall(reply.getSizeBytes());
        tally.add(reply, nanos);
        sample.offer(file.path(), reply);
        backlog.settle();
    }

    private void failed(FoundFile file, Helper helper, @Nullable Throwable failure) {
        if (failure instanceof StatusException status && status.code() == StatusCode.UNAVAILABLE) {
            crew.lose(helper, null);
            crew.release(helper);
            backlog.giveBack(file);
            return;
        }
        crew.release(helper);
        skipped.add(
                file.path(),
                failure instanceof StatusException status ? SkipReason.of(status) : SkipReason.CALL_FAILED);
        backlog.settle();
    }

    private void interrupted() {
        crew.close();
        IpcServer running = server;
        if (running != null) {
            running.close(); // withdraws the endpoint; the helpers end with their connections
        }
        notes.accept("interrupted after " + Numbers.grouped(tally.all().files()) + " files; the helpers are ended");
    }
}
