package dev.loopline.internal.durable;

import dev.loopline.IpcConnection;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.ForwardedCall;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.topic.HubConnections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The way to the hub for a side whose sessions change. Any thread. */
public final class HubOverSessions implements HubConnections {
    private final SessionSource source;
    private final Executor handlers;

    /**
     * Makes it.
     *
     * @param source of sessions whose peer has the hub; not asked yet
     * @param handlers threads of handlers that say nothing else
     */
    public HubOverSessions(SessionSource source, Executor handlers) {
        this.source = source;
        this.handlers = handlers;
    }

    @Override
    public IpcConnection current() {
        Session now = source.current();
        if (now == null || !now.connection().isOpen()) {
            throw Failures.notConnected(source.whyNone()).asException().withCallerTrace();
        }
        return now.connection();
    }

    @Override
    public CompletableFuture<IpcConnection> next() {
        ForwardedCall<IpcConnection> result = new ForwardedCall<>();
        var unused = result.reaching(source.next()).whenComplete((session, failure) -> {
            if (failure == null) {
                result.complete(session.connection());
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    @Override
    public Executor handlers() {
        return handlers;
    }
}
