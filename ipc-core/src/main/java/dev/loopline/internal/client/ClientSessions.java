package dev.loopline.internal.client;

import dev.loopline.ClientState;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.internal.durable.SessionSource;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.Logs;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.time.Countdown;
import dev.loopline.internal.topic.RemoteBus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a client, and all that it started for them: finds the server, and finds it again. Any thread;
 * {@code synchronized} guards which session is the current one.
 */
final class ClientSessions implements SessionSource, Search.Owner {
    private static final long CLOSE_MILLIS = 5_000;
    private static final Duration YOUNG = Duration.ofSeconds(1);

    private final ClientConfig config;
    private final ClientParts parts;
    private final ClientStates states;
    private final Backoff backoff = new Backoff(); // of one search after the other
    private final LeftSessions left = new LeftSessions();
    private volatile boolean closed;
    private volatile @Nullable Session session;
    private volatile @Nullable Status lastFailure; // of an attempt since there was a connection
    private @Nullable Search search; // guarded by this, as all below; null unless one is under way
    private @Nullable Countdown young; // runs out when the session is no longer young
    private boolean known; // was connected, and so is found again for as long as this is open
    private int waiters;

    ClientSessions(ClientConfig config) {
        this.config = config;
        parts = ClientParts.of(config, this);
        states = new ClientStates(parts.threads()::execute);
    }

    RemoteBus topics() {
        return parts.topics();
    }

    ClientStates states() {
        return states;
    }

    /** Connects for the first time, waiting no longer than a while for a server that is not there. */
    void connectWithin(Duration wait) {
        take(FirstConnection.within(wait, parts.connector()));
    }

    @Override
    public @Nullable Session current() {
        return session;
    }

    @Override
    public boolean isClosed() {
        return closed || isOver();
    }

    /** {@return whether the one connection that there can be has been, or is ending} */
    private boolean isOver() {
        Session only = session;
        return config.once() && only != null && !only.connection().isOpen();
    }

    @Override
    public String whyNone() {
        if (isClosed()) {
            return closed ? "the client was closed" : config.name() + ": it has ended, or is ending this connection";
        }
        Status failure = lastFailure;
        return "endpoint " + config.name() + ": "
                + (session == null
                        ? "not connected yet"
                        : "not connected, the connection has ended, or its server is ending")
                + (failure == null ? "" : " (the last attempt: " + failure.message() + ")");
    }

    @Override
    public boolean ownsCurrentThread() {
        return parts.runtime().ownsCurrentThread();
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

    /** {@return what completes when there is a connection; one search serves all who wait} */
    private synchronized CompletableFuture<Session> ready() {
        waiters++;
        Session current = session;
        if (current != null && current.connection().isOpen()) {
            return CompletableFuture.completedFuture(current);
        }
        Search running = search == null ? begin(null) : search;
        return running.result().copy();
    }

    private synchronized void noLongerWaiting() {
        waiters--;
    }

    /** Begins to look for the server. Called with the lock. */
    private Search begin(@Nullable Status why) {
        states.change(ClientState.CONNECTING, why);
        Search begun = new Search(parts.connector(), backoff, why != null, this);
        search = begun;
        start(begun);
        return begun;
    }

    /** Starts a search. Without a thread for it a client that was connected tries again in a second. */
    private synchronized void start(Search begun) {
        if (search != begun || isClosed()) {
            return;
        }
        try {
            begun.start();
        } catch (OutOfMemoryError e) { // there can be no more threads at this moment
            Logs.ENGINE.error("client of {}: no thread to connect on", config.name(), e);
            lastFailure = Failures.noThread("looking for endpoint " + config.name(), e);
            if (!known || !startLater(begun)) {
                ended(begun);
                begun.giveUp(lastFailure);
            }
        }
    }

    private boolean startLater(Search begun) {
        try {
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run)
                    .execute(() -> start(begun));
            return true;
        } catch (OutOfMemoryError e) { // the JDK has no thread for its timers, and gets none
            return false;
        }
    }

    /** A connection is there. */
    private synchronized void take(Session opened) {
        left.add(session);
        session = opened;
        known = true;
        lastFailure = null;
        young = new Countdown(YOUNG);
        states.change(ClientState.CONNECTED, null);
        if (isClosed()) {
            opened.shutDown();
        }
        var unused = opened.leaving().thenAccept(why -> onLeaving(opened, why));
    }

    /** A connection takes no more calls. */
    private synchronized void onLeaving(Session former, Status why) {
        if (session != former || isClosed()) {
            return;
        }
        if (young != null && young.leftNanos() <= 0) {
            backoff.reset(); // else the server may end every connection
        }
        if (search == null) {
            var unused = begin(why);
        } else {
            states.change(ClientState.CONNECTING, why);
        }
    }

    @Override
    public synchronized boolean wants(Search attempts) {
        boolean wanted = !isClosed() && (known || waiters > 0);
        if (!wanted) {
            ended(attempts);
        }
        return wanted;
    }

    @Override
    public synchronized boolean goesOnAfter(Search attempts, StatusException failure) {
        lastFailure = failure.status();
        if (!known) {
            return Connector.canPass(failure);
        }
        boolean refusal = Connector.isRefusal(failure);
        states.change(refusal ? ClientState.REFUSED : ClientState.CONNECTING, failure.status());
        return !refusal || config.endpoint() == null; // else its endpoint changes never
    }

    @Override
    public synchronized void found(Search attempts, Session opened) {
        search = null;
        take(opened);
    }

    @Override
    public synchronized void ended(Search attempts) {
        if (search == attempts) {
            search = null;
            if (!known) {
                states.change(ClientState.NOT_CONNECTED, lastFailure);
            }
        }
    }

    @Override
    public void close() {
        if (BlockingCalls.onTransportThread() || parts.runtime().ownsCurrentThread()) {
            throw new IllegalStateException("close of client " + config.name() + " on "
                    + Thread.currentThread().getName() + ", a thread that moves frames (expected: another one)");
        }
        Session last;
        Search running;
        synchronized (this) {
            closed = true;
            last = session;
            running = search;
        }
        if (running != null) {
            running.stop();
        }
        parts.topics().close();
        left.shutDown(); // and the transport's runtime waits for their end
        if (last != null) {
            last.connection().close();
        }
        states.close();
        parts.close();
        if (running != null) {
            await(running);
        }
    }

    private static void await(Search stopped) {
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
