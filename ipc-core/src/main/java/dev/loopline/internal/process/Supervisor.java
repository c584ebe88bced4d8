package dev.loopline.internal.process;

import dev.loopline.Certainty;
import dev.loopline.DrainReport;
import dev.loopline.Role;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionListener;
import dev.loopline.internal.host.HostService;
import dev.loopline.internal.server.EngineConfig;
import dev.loopline.internal.server.UnpublishedServer;
import dev.loopline.internal.server.UnpublishedServer.Invitation;
import dev.loopline.internal.services.Serving;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperExit.Reason;
import dev.loopline.process.HelperState;
import dev.loopline.process.HelperStateChange;
import dev.loopline.proto.host.v1.ReadyReply;
import dev.loopline.topic.EventBus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks after one helper: starts its process, waits until it is ready, notices its end, starts it again if the policy says so,
 * and ends it.
 *
 * <p>All that happens on one thread of its own, one thing after the other; others ask and wake it. It keeps one {@linkplain
 * UnpublishedServer server} for the helper, which each of its processes enters with a token of its own, so that topics and
 * services outlive them.
 */
final class Supervisor {
    /** A process whose connection ended has so long to end by itself before it is ended. */
    private static final Duration AFTER_CONNECTION = Duration.ofSeconds(1);

    private static final Duration LONGEST_TOKEN = Duration.ofSeconds(30);
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);

    /** While a helper runs, what it has started is noted so often, to be found when the helper dies. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final HelperSpec spec;
    private final LongSupplier nanoTime;
    private final Bell bell;
    private final RestartPlan plan;
    private final HelperSessions sessions;
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
    private final CompletableFuture<HelperExit> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile HelperState state = HelperState.STARTING;
    private volatile @Nullable UnpublishedServer server; // from the first start on
    private volatile @Nullable HelperRun run;
    private volatile @Nullable Invitation invitation; // of that run
    private volatile @Nullable HelperExit lastExit;
    private volatile @Nullable String lastCall;
    private final AtomicInteger restarts = new AtomicInteger();

    Supervisor(HelperSpec spec, LongSupplier nanoTime) {
        this.spec = spec;
        this.nanoTime = nanoTime;
        this.bell = new Bell(nanoTime);
        this.plan = new RestartPlan(spec.restart(), nanoTime);
        this.sessions = new HelperSessions(this, "helper " + spec.name() + ": not ready yet");
        this.thread = new Thread(this::run, "loopline-helper-" + spec.name());
        thread.setDaemon(true);
    }

    // ---- any thread

    void start() {
        HelpersOfThisProcess.add(this);
        thread.start();
    }

    /** {@return completes when the helper is ready for the first time, or with why it will not be} */
    CompletableFuture<Void> firstReady() {
        return firstReady;
    }

    /** {@return completes when all is over} */
    CompletableFuture<HelperExit> ended() {
        return ended;
    }

    /** Begins to end the helper. */
    CompletableFuture<HelperExit> stop() {
        stopping = true;
        bell.ring();
        return ended;
    }

    /** Waits until the thread has ended, which has nothing more to do. */
    void join() throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join();
        }
    }

    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    HelperSpec spec() {
        return spec;
    }

    HelperState state() {
        return state;
    }

    HelperSessions sessions() {
        return sessions;
    }

    EventBus events() {
        UnpublishedServer opened = server;
        if (opened == null) {
            throw new IllegalStateException("helper " + spec.name() + ": not started (expected: ready)");
        }
        return opened.events();
    }

    boolean ownsCurrentThread() {
        UnpublishedServer opened = server;
        return BlockingCalls.onTransportThread() || (opened != null && opened.ownsCurrentThread());
    }

    long pid() {
        HelperRun last = run;
        return last == null ? -1 : last.pid();
    }

    int restarts() {
        return restarts.get();
    }

    @Nullable
    HelperExit lastExit() {
        return lastExit;
    }

    void calls(String method) {
        lastCall = method;
    }

    // ---- its thread

    private void run() {
        close(superviseOrGiveUp());
    }

    private HelperExit superviseOrGiveUp() {
        try {
            return supervise();
        } catch (StatusException e) {
            firstReady.completeExceptionally(e);
            return notStarted(e.status().message());
        } catch (InterruptedException | RuntimeException | Error e) {
            HelperLogs.HELPERS.error("helper {}: unexpected failure, ending it", spec.name(), e);
            HelperExit exit = notStarted("unexpected failure: " + e);
            firstReady.completeExceptionally(startFailure(exit, "HELPER_NOT_STARTED"));
            return exit;
        }
    }

    private HelperExit supervise() throws InterruptedException {
        while (true) {
            HelperExit exit = runOnce();
            lastExit = exit;
            if (!firstReady.isDone()) {
                firstReady.completeExceptionally(startFailure(exit, reason(exit)));
                return exit;
            }
            RestartPlan.Decision decision = stopping ? new RestartPlan.Decision(null, "") : plan.after(exit);
            Duration pause = decision.pause();
            if (pause == null) {
                return withDetail(exit, decision.why());
            }
            sessions.pausing(exit.summary() + "; it is being started again");
            change(HelperState.PAUSING, exit, pause);
            if (bell.await(() -> stopping, pause)) {
                return exit;
            }
            restarts.incrementAndGet();
        }
    }

    /** Starts the process and stays until it has ended. */
    private HelperExit runOnce() throws InterruptedException {
        HelperRun now;
        try {
            now = HelperRun.start(spec, nanoTime, bell);
        } catch (IOException e) {
            run = null;
            return notStarted(String.valueOf(e.getMessage()));
        }
        run = now;
        change(HelperState.STARTING, null, Duration.ZERO);
        try {
            return live(now);
        } catch (InterruptedException | RuntimeException | Error e) {
            now.tree().kill();
            throw e;
        }
    }

    private HelperExit live(HelperRun now) throws InterruptedException {
        UnpublishedServer opened = server;
        if (opened == null) { // while the process starts, which takes longer
            opened = UnpublishedServer.start(engine(), new Entrance());
            server = opened;
        }
        Invitation invited = opened.invite(role(), shorter(spec.startTimeout(), LONGEST_TOKEN));
        invitation = invited;
        now.tell(invited);
        boolean known = bell.await(() -> now.isReady() || now.hasExited() || stopping, spec.startTimeout());
        Session session = now.session();
        if (stopping) {
            return new StopLadder(spec, bell, nanoTime).stop(now, opened, this::onStopping, this::exitOf);
        }
        if (!now.isReady() || session == null) {
            opened.withdraw(invited);
            return known ? exitOf(now, Reason.EXITED, "") : endUnready(now, session != null);
        }
        sessions.opened(session);
        firstReady.complete(null);
        change(HelperState.READY, null, Duration.ZERO);
        var unused = session.closed().thenRun(bell::ring);
        while (!bell.await(() -> now.hasExited() || stopping || session.closed().isDone(), BETWEEN_LOOKS)) {
            now.tree().look();
        }
        return stopping && !now.hasExited()
                ? new StopLadder(spec, bell, nanoTime).stop(now, opened, this::onStopping, this::exitOf)
                : endOfReady(now, session);
    }

    private HelperExit endUnready(HelperRun now, boolean connected) throws InterruptedException {
        now.tree().kill();
        awaitExit(now, AFTER_KILL);
        return exitOf(
                now,
                Reason.NOT_READY,
                "it had " + spec.startTimeout().toMillis() + " ms, and "
                        + (connected ? "connected, but did not say that it is ready" : "did not connect"));
    }

    private HelperExit endOfReady(HelperRun now, Session session) throws InterruptedException {
        boolean byItself = now.hasExited() || now.isDetached();
        byItself |= bell.await(() -> now.hasExited() || stopping, AFTER_CONNECTION) && now.hasExited();
        if (now.isDetached() && !now.hasExited()) {
            return exitOf(now, Reason.DETACHED, "");
        }
        String detail = "";
        if (!byItself) {
            detail = session.closed().isDone() ? session.closed().join().message() : "";
            now.tree().look();
            now.terminate();
            if (!awaitExit(now, spec.terminateGrace())) {
                now.tree().kill();
                awaitExit(now, AFTER_KILL);
            }
        }
        now.tree().endRest();
        session.abort(); // nothing comes any more, even if another process has inherited the socket
        return exitOf(now, byItself ? Reason.EXITED : Reason.CONNECTION_LOST, detail);
    }

    private boolean awaitExit(HelperRun now, Duration time) throws InterruptedException {
        return bell.await(now::hasExited, time);
    }

    private void onStopping() {
        sessions.pausing("helper " + spec.name() + " is being stopped");
        change(HelperState.STOPPING, null, Duration.ZERO);
    }

    private HelperExit exitOf(HelperRun now, Reason reason, String detail) {
        return now.exit(reason, detail, lastCall, restarts.get());
    }

    private HelperExit notStarted(String why) {
        return new HelperExit(
                spec.name(),
                -1,
                Reason.NOT_STARTED,
                -1,
                null,
                Duration.ZERO,
                why,
                List.of(),
                null,
                null,
                restarts.get());
    }

    private static HelperExit withDetail(HelperExit exit, String more) {
        if (more.isEmpty()) {
            return exit;
        }
        return new HelperExit(
                exit.helper(),
                exit.pid(),
                exit.reason(),
                exit.code(),
                exit.signal(),
                exit.uptime(),
                exit.detail().isEmpty() ? more : exit.detail() + "; " + more,
                exit.lastErrors(),
                exit.crashFile(),
                exit.lastCall(),
                exit.restarts());
    }

    private static String reason(HelperExit exit) {
        return switch (exit.reason()) {
            case NOT_STARTED -> "HELPER_NOT_STARTED";
            case NOT_READY -> "HELPER_NOT_READY";
            case EXITED, CONNECTION_LOST, STOPPED, DETACHED -> "HELPER_EXITED";
        };
    }

    private static StatusException startFailure(HelperExit exit, String reason) {
        return new Status(StatusCode.UNAVAILABLE, reason, exit.toString(), Certainty.NOT_EXECUTED, null).asException();
    }

    private void close(HelperExit exit) {
        lastExit = exit;
        sessions.end(exit.summary());
        UnpublishedServer opened = server;
        if (opened != null) {
            CompletableFuture<DrainReport> unused = opened.end(Duration.ZERO);
            unused.handle((report, failure) -> null).join();
        }
        change(HelperState.ENDED, exit, Duration.ZERO);
        HelpersOfThisProcess.remove(this);
        ended.completeAsync(() -> exit);
    }

    private void change(HelperState to, @Nullable HelperExit exit, Duration pause) {
        state = to;
        HelperStateChange change =
                new HelperStateChange(spec.name(), to, exit == null ? pid() : exit.pid(), exit, pause);
        try {
            spec.listener().accept(change);
        } catch (RuntimeException e) {
            HelperLogs.HELPERS.warn("helper {}: the listener of its states failed", spec.name(), e);
        }
    }

    private Role role() {
        return spec.role().mayCall(HostService.READY.serviceName() + "/*");
    }

    /** {@return how the server is built: it serves what the application does, and takes notice of who is ready} */
    private EngineConfig engine() {
        EngineConfig engine = spec.engine();
        Serving serving = engine.serving();
        List<ServiceDefinition> services = new ArrayList<>(serving.services());
        services.add(HostService.of((request, call) -> {
                    HelperRun now = run;
                    Session session = now == null ? null : now.session();
                    if (now != null && session != null && session.connection() == call.connection()) {
                        now.ready(request.getDetached());
                        bell.ring();
                    }
                    return ReadyReply.getDefaultInstance();
                })
                .withExecution(HandlerExecution.direct()));
        return engine.serving(new Serving(
                services, serving.topicTypes(), serving.serverInterceptors(), serving.clientInterceptors()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Told of who has entered the server. In the role of the connection. */
    private final class Entrance implements SessionListener {
        @Override
        public void joined(Session session) {
            Invitation expected = invitation;
            HelperRun now = run;
            if (now != null && expected != null && session.grant() == expected.grant()) {
                now.joined(session);
            } else {
                session.shutDown(); // of a process that was given up meanwhile
            }
        }

        @Override
        public void left(Session session, String reason) {
            bell.ring();
        }
    }
}
