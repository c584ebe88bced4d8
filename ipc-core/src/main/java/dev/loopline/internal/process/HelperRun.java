package dev.loopline.internal.process;

import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.server.UnpublishedServer.Invitation;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperExit.Reason;
import dev.loopline.process.HelperLine.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One process of a helper, from its start to its end. Any thread, but {@link #tree} is for the one that looks after it.
 */
final class HelperRun {
    /** What a process that has ended leaves in its pipes is read within this time, unless others hold them open. */
    private static final long UNTIL_READ_MILLIS = 300;

    private final HelperSpec spec;
    private final LongSupplier nanoTime;
    private final Process process;
    private final Instant started = Instant.now();
    private final long startedNanos;
    private final ProcessTree tree;
    private final OutputPump output;
    private final OutputPump errors;
    private final CompletableFuture<Void> exited = new CompletableFuture<>();
    private volatile long endedNanos;
    private volatile @Nullable Session session; // once it has proved itself
    private volatile boolean ready; // it has said so
    private volatile boolean detached;

    private HelperRun(HelperSpec spec, LongSupplier nanoTime, Process process) {
        this.spec = spec;
        this.nanoTime = nanoTime;
        this.process = process;
        this.startedNanos = nanoTime.getAsLong();
        this.tree = new ProcessTree(process.toHandle());
        this.output = OutputPump.start(spec.name(), Source.OUTPUT, process.getInputStream(), spec.output(), nanoTime);
        this.errors = OutputPump.start(spec.name(), Source.ERROR, process.getErrorStream(), spec.output(), nanoTime);
    }

    /**
     * Starts a process, which does not know yet where to connect to.
     *
     * @param changed rung when something has happened to it
     * @throws IOException if it cannot be started
     */
    static HelperRun start(HelperSpec spec, LongSupplier nanoTime, Bell changed) throws IOException {
        HelperRun run =
                new HelperRun(spec, nanoTime, spec.command().processBuilder().start());
        var unused = run.process
                .onExit()
                .thenCompose(process -> {
                    run.endedNanos = nanoTime.getAsLong();
                    run.closeInput(); // which the JDK leaves open, and what the process started may read
                    return CompletableFuture.allOf(run.output.ended(), run.errors.ended())
                            .completeOnTimeout(null, UNTIL_READ_MILLIS, TimeUnit.MILLISECONDS);
                })
                .whenComplete((nothing, failure) -> {
                    run.exited.complete(null);
                    changed.ring();
                });
        return run;
    }

    /** Says where to connect to. A process that does not listen any more is about to be known as one that has ended. */
    void tell(Invitation invitation) {
        ProcessIdentity own = ProcessIdentity.current();
        byte[] line = new Bootstrap(
                        spec.name(),
                        invitation.address(),
                        invitation.id(),
                        invitation.credential(),
                        own.pid(),
                        own.startTicks())
                .encode();
        try {
            OutputStream input = process.getOutputStream();
            input.write(line);
            input.flush();
        } catch (IOException e) {
            HelperLogs.DETAILS.debug( // its end is reported, with all that is known of it
                    "helper {} (pid {}): does not read its standard input: {}", spec.name(), pid(), e.getMessage());
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** Ends its standard input, which tells it that nothing will be asked of it any more. */
    void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            HelperLogs.DETAILS.debug( // likewise
                    "helper {} (pid {}): its standard input could not be closed: {}",
                    spec.name(),
                    pid(),
                    e.getMessage());
        }
    }

    void joined(Session opened) {
        session = opened;
    }

    void ready(boolean goesOnAlone) {
        detached = goesOnAlone;
        ready = true;
    }

    long pid() {
        return process.pid();
    }

    @Nullable
    Session session() {
        return session;
    }

    boolean isReady() {
        return ready;
    }

    boolean isDetached() {
        return detached;
    }

    /** {@return whether it has ended, and what it wrote is known} */
    boolean hasExited() {
        return exited.isDone();
    }

    ProcessTree tree() {
        return tree;
    }

    void terminate() {
        process.destroy();
    }

    /** {@return how it ended} */
    HelperExit exit(Reason reason, String detail, @Nullable String lastCall, int restarts) {
        boolean over = !process.isAlive();
        int code = over ? process.exitValue() : -1;
        long end = over && endedNanos != 0 ? endedNanos : nanoTime.getAsLong();
        return new HelperExit(
                spec.name(),
                pid(),
                reason,
                code,
                over ? ExitFacts.signal(code) : null,
                Duration.ofNanos(end - startedNanos),
                detail,
                errors.tail().lines(),
                over ? ExitFacts.crashFile(spec.command(), pid(), started) : null,
                lastCall,
                restarts);
    }
}
