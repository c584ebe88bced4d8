package dev.loopline.internal.process;

import dev.loopline.internal.durable.SessionSource;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.Session;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that one helper's processes make with this one, one after the other; whoever looks after the helper says when
 * there is a new one and when there will be none. Any thread.
 */
final class HelperSessions implements SessionSource {
    private final Supervisor supervisor;
    private volatile @Nullable Session current;
    private volatile String whyNone;
    private volatile boolean ended;
    private CompletableFuture<Session> next = new CompletableFuture<>(); // guarded by this; those who ask have copies

    HelperSessions(Supervisor supervisor, String whyNone) {
        this.supervisor = supervisor;
        this.whyNone = whyNone;
    }

    void opened(Session session) {
        CompletableFuture<Session> awaited;
        synchronized (this) {
            current = session;
            awaited = next;
            next = new CompletableFuture<>();
        }
        awaited.complete(session);
    }

    /** There is no session at the moment; others will come. */
    void pausing(String why) {
        whyNone = why;
    }

    /** No other session will come. */
    void end(String why) {
        CompletableFuture<Session> awaited;
        synchronized (this) {
            whyNone = why;
            ended = true;
            awaited = next;
        }
        awaited.completeExceptionally(Failures.notConnected(why).asException());
    }

    @Override
    public @Nullable Session current() {
        return current;
    }

    @Override
    public synchronized CompletableFuture<Session> next() {
        Session now = current;
        if (!ended && now != null && now.connection().isOpen()) {
            return CompletableFuture.completedFuture(now);
        }
        return next.copy();
    }

    @Override
    public boolean isClosed() {
        return ended;
    }

    @Override
    public String whyNone() {
        return whyNone;
    }

    @Override
    public boolean ownsCurrentThread() {
        return supervisor.ownsCurrentThread();
    }

    @Override
    public void close() {
        var unused = supervisor.stop();
    }
}
