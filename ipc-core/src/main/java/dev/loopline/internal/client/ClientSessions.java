package dev.loopline.internal.client;

import dev.loopline.StatusException;
import dev.loopline.internal.durable.HubOverSessions;
import dev.loopline.internal.durable.SessionSource;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.HandlerThreads;
import dev.loopline.internal.engine.HubAccess;
import dev.loopline.internal.engine.MessageMemory;
import dev.loopline.internal.engine.ServiceTable;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionConfig;
import dev.loopline.internal.time.Countdown;
import dev.loopline.internal.topic.RemoteBus;
import dev.loopline.internal.transports.Transports;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a client, and all that it started for them: finds the server, and finds it again. Any thread;
 * {@code synchronized} guards which session is the current one.
 */
final class ClientSessions implements SessionSource, Reconnection.Owner {
    private static final long CLOSE_MILLIS = 5_000;
    private static final int MAX_LEFT = 8;

    private final ClientConfig config;
    private final HandlerThreads threads;
    private final TransportRuntime runtime;
    private final Connector connector;
    private final RemoteBus topics;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Session session;
    private @Nullable Reconnection reconnection; // guarded by this; null unless one is under way
    private int waiters; // guarded by this
    private final Deque<Session> left =
            new ArrayDeque<>(); // guarded by this; their server ends, calls still run on them

    ClientSessions(ClientConfig config) {
        this.config = config;
        ServiceTable services =
                new ServiceTable(config.serving().services(), config.serving().serverInterceptors());
        threads = new HandlerThreads(
                "loopline-client-handler",
                config.callLimits().maxHandlerThreads(),
                config.callLimits().maxQueuedCalls(),
                config.waiting());
        topics = new RemoteBus(new HubOverSessions(this, threads::execute));
        runtime = Transports.chosenOr(config.transport(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .open(new TransportOptions(
                        "loopline-client",
                        1,
                        config.messageLimits().maxFrameBytes(),
                        config.messageLimits().lowWaterBytes(),
                        config.messageLimits().highWaterBytes(),
                        config.waiting()));
        SessionConfig sessions = new SessionConfig(
                services,
                threads,
                config.messageLimits(),
                config.callLimits(),
                config.serving().clientInterceptors(),
                config.observers(),
                MessageMemory.ofProcess(),
                new HubAccess(topics, 0),
                config.waiting());
        connector = new Connector(config, sessions, runtime);
    }

    RemoteBus topics() {
        return topics;
    }

    /** Connects for the first time, waiting no longer than a while for a server that is not there. */
    void connectWithin(Duration wait) {
        Countdown countdown = new Countdown(wait);
        Backoff backoff = new Backoff();
        while (true) {
            try {
                session = connector.connect();
                return;
            } catch (StatusException e) {
                long left = countdown.leftNanos();
                if (left <= 0 || !Connector.canPass(e)) {
                    throw e;
                }
                pause(Math.min(left, backoff.nextNanos()), e);
            }
        }
    }

    private void pause(long nanos, StatusException failure) {
        try {
            if (closing.await(nanos, TimeUnit.NANOSECONDS)) {
                throw failure;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    @Override
    public @Nullable Session current() {
        return session;
    }

    @Override
    public boolean isClosed() {
        return closing.getCount() == 0;
    }

    @Override
    public String whyNone() {
        if (isClosed()) {
            return "the client was closed";
        }
        return "endpoint " + config.name() + ": "
                + (session == null
                        ? "not connected yet"
                        : "not connected, the connection has ended, or its server is ending");
    }

    @Override
    public boolean ownsCurrentThread() {
        return runtime.ownsCurrentThread();
    }

    @Override
    public CompletableFuture<Session> next() {
        if (isClosed()) {
            return CompletableFuture.failedFuture(
                    Failures.notConnected(whyNone()).asException());
        }
        CompletableFuture<Session> ready = ready();
        var unused = ready.whenComplete((opened, failure) -> noLongerWaiting()); // also when it is cancelled
        return ready;
    }

    /** {@return what completes when there is a connection; one attempt series serves all who wait} */
    private synchronized CompletableFuture<Session> ready() {
        waiters++;
        Session current = session;
        if (current != null && current.connection().isOpen()) {
            return CompletableFuture.completedFuture(current);
        }
        Reconnection running = reconnection;
        if (running == null) {
            running = new Reconnection(connector, this, "loopline-client-connect");
            reconnection = running;
            running.start();
        }
        return running.result().copy();
    }

    private synchronized void noLongerWaiting() {
        waiters--;
    }

    @Override
    public synchronized boolean wants(Reconnection attempts) {
        if (waiters == 0) {
            ended(attempts, null);
        }
        return waiters > 0 && !isClosed();
    }

    @Override
    public synchronized void ended(Reconnection attempts, @Nullable Session opened) {
        if (reconnection == attempts) {
            reconnection = null;
        }
        if (opened != null) {
            leave(session);
            session = opened;
            if (isClosed()) {
                opened.shutDown();
            }
        }
    }

    /** Lets what runs on a connection that takes no more calls finish there. Called with the lock. */
    private void leave(@Nullable Session former) {
        if (former == null || former.closed().isDone()) {
            return;
        }
        left.add(former);
        var unused = former.closed().thenRun(() -> forget(former));
        if (left.size() > MAX_LEFT) {
            left.remove().shutDown();
        }
    }

    private synchronized void forget(Session former) {
        left.remove(former);
    }

    @Override
    public void close() {
        if (BlockingCalls.onTransportThread() || runtime.ownsCurrentThread()) {
            throw new IllegalStateException("close of client " + config.name() + " on "
                    + Thread.currentThread().getName() + ", a thread that moves frames (expected: another one)");
        }
        Session last;
        List<Session> former;
        Reconnection running;
        synchronized (this) {
            closing.countDown();
            last = session;
            running = reconnection;
            former = List.copyOf(left);
        }
        if (running != null) {
            running.stop();
        }
        topics.close();
        former.forEach(Session::shutDown); // and the transport's runtime waits for their end
        if (last != null) {
            last.connection().close();
        }
        threads.close();
        runtime.close();
        if (running != null) {
            await(running);
        }
    }

    private static void await(Reconnection stopped) {
        try {
            stopped.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "client of " + config.name();
    }
}
