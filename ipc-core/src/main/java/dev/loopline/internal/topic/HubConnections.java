package dev.loopline.internal.topic;

import dev.loopline.IpcConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** How a client reaches the hub: over one connection after the other. Any thread. */
public interface HubConnections {
    /**
     * {@return the connection that is open now}
     *
     * @throws dev.loopline.StatusException if there is none
     */
    IpcConnection current();

    /**
     * {@return completes when there is a connection, which the client looks for; with a failure if that is in vain. To be
     * cancelled by whoever does not want it any more}
     */
    CompletableFuture<IpcConnection> next();

    /** {@return the threads of handlers that say nothing else} */
    Executor handlers();
}
