package dev.loopline.internal.server;

import dev.loopline.DrainReport;
import dev.loopline.internal.engine.HandlerThreads;
import dev.loopline.internal.engine.Logs;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionAcceptor;
import dev.loopline.internal.topic.Hub;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The end of a server, which happens once: it accepts no more, gives up its name, tells its peers, lets what runs finish
 * within a grace time, cancels the rest, flushes and closes. Whoever asks again can shorten the grace time and waits for
 * the same end.
 *
 * <p>The connections are closed only when none of them has a call left that is being served, because a handler may still
 * want to call the clients of others.
 *
 * <p>Any thread.
 */
final class ServerEnd {
    /** What peers have, after the grace time, to take what was sent. The rest of a second is for everything else. */
    static final long FLUSH_MILLIS = 500;

    private static final long UNTIL_ABORTED_MILLIS = 200;
    private static final Duration LONGEST_GRACE = Duration.ofDays(365);

    private final Parts parts;
    private final Runnable withdraw;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> graceOver = new CompletableFuture<>();
    private final CompletableFuture<DrainReport> report = new CompletableFuture<>(); // once the connections have ended
    private final CompletableFuture<DrainReport> done = new CompletableFuture<>(); // once everything has

    /**
     * What has to end.
     *
     * @param serving whether the server is to be called; others only read it
     * @param scheduler of the looks at its endpoint file
     * @param threads of the handlers
     * @param runtime of the transport
     * @param acceptor lets connections in
     * @param hub of the topics
     * @param bindings where it listens
     */
    record Parts(
            AtomicBoolean serving,
            SystemScheduler scheduler,
            HandlerThreads threads,
            TransportRuntime runtime,
            SessionAcceptor acceptor,
            Hub hub,
            List<Binding> bindings) {}

    /**
     * Prepares the end.
     *
     * @param parts what has to end
     * @param withdraw makes it impossible to find the server, and gives up its name and tokens
     */
    ServerEnd(Parts parts, Runnable withdraw) {
        this.parts = parts;
        this.withdraw = withdraw;
    }

    /** {@return completes when the server has ended; cancelling it has no effect} */
    CompletableFuture<DrainReport> done() {
        return done.copy();
    }

    /**
     * Ends the server on this thread, or waits for the thread that does it. An interrupt ends the grace time, and then this
     * waits for the connections only: the interrupted thread may be one of those that have to end.
     *
     * @param grace for what runs
     * @return what became of it
     */
    DrainReport end(Duration grace) {
        limit(grace);
        if (begun.compareAndSet(false, true)) {
            new Steps().run();
        }
        try {
            return done.get();
        } catch (InterruptedException e) {
            graceOver.complete(null);
            DrainReport result = report.join();
            Thread.currentThread().interrupt();
            return result;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("the server did not end as it should", e.getCause());
        }
    }

    /**
     * Ends the server on a thread of its own. It is no daemon, so that a program that has nothing else to do does not end
     * before its server.
     *
     * @param grace for what runs
     * @return completes when the server has ended; cancelling it has no effect
     */
    CompletableFuture<DrainReport> endAsync(Duration grace) {
        if (begun.get()) {
            limit(grace);
        } else {
            Thread thread = new Thread(() -> end(grace), "loopline-server-end");
            thread.setDaemon(false);
            thread.start();
        }
        return done();
    }

    /** Lets the grace time be over after the given one, if it is not before. */
    private void limit(Duration grace) {
        if (grace.isZero()) {
            graceOver.complete(null);
        } else if (grace.compareTo(LONGEST_GRACE) < 0) {
            graceOver.completeOnTimeout(null, grace.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** One run through all steps, none of which keeps the later ones from happening. */
    private final class Steps {
        private final List<Session> sessions = new ArrayList<>();
        private final List<CompletableFuture<DrainReport>> served = new ArrayList<>();
        private @Nullable Throwable failure;
        private boolean interrupted;

        void run() {
            parts.serving().set(false);
            step(parts.acceptor()::close);
            step(withdraw);
            step(parts.hub()::close);
            step(this::tellPeers);
            parts.bindings().forEach(binding -> step(binding::close));
            step(this::awaitServed);
            step(this::closeSessions);
            report.complete(served.stream()
                    .map(each -> each.getNow(DrainReport.NOTHING))
                    .reduce(DrainReport.NOTHING, DrainReport::plus));
            step(parts.threads()::close);
            step(parts.runtime()::close);
            step(parts.scheduler()::close);
            step(parts.hub()::ended);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure == null) {
                done.complete(report.join());
            } else {
                done.completeExceptionally(failure);
            }
        }

        private void step(Runnable work) {
            try {
                work.run();
            } catch (Throwable e) { // those who wait for the end learn of it
                Logs.ENGINE.warn("the end of a server goes on after a failure", e);
                failure = failure == null ? e : failure;
            }
        }

        private void tellPeers() {
            sessions.addAll(parts.acceptor().sessions());
            sessions.forEach(session -> served.add(session.drain()));
        }

        private void awaitServed() {
            await(CompletableFuture.anyOf(all(served), graceOver));
        }

        private void closeSessions() {
            List<CompletableFuture<?>> ends = new ArrayList<>();
            sessions.forEach(session -> ends.add(session.closed()));
            CompletableFuture<Void> closed = all(ends);
            sessions.forEach(Session::finish);
            await(CompletableFuture.anyOf(closed, graceOver));
            sessions.forEach(Session::shutDown);
            if (!await(closed, FLUSH_MILLIS)) {
                sessions.forEach(Session::abort);
                await(closed, UNTIL_ABORTED_MILLIS);
            }
        }

        private CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
            return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
        }

        /** {@return whether it was complete in time} */
        private boolean await(CompletableFuture<?> future, long millis) {
            return await(future.thenApply(result -> true).completeOnTimeout(false, millis, TimeUnit.MILLISECONDS));
        }

        /** Waits for what completes without a failure. An interrupt ends the grace time and is kept for later. */
        private <T> T await(CompletableFuture<T> future) {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    graceOver.complete(null);
                } catch (ExecutionException e) {
                    throw new IllegalStateException("the end of a connection cannot fail", e);
                }
            }
        }
    }
}
