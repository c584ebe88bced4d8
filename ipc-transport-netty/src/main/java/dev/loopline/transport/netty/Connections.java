package dev.loopline.transport.netty;

import dev.loopline.transport.TransportOptions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open connections of one runtime. How many there may be is the acceptors' affair. Any thread. */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final long ORDERLY_END_MILLIS = 1_000;
    private static final long END_MILLIS = 5_000;

    private final TransportOptions options;
    private final Set<TcpTransport> open = ConcurrentHashMap.newKeySet();
    private boolean closed; // guarded by this

    Connections(TransportOptions options) {
        this.options = options;
    }

    TransportOptions options() {
        return options;
    }

    /** Adds nothing once {@link #close} began, so that it sees all there are. */
    synchronized boolean add(TcpTransport connection) {
        return !closed && open.add(connection);
    }

    void remove(TcpTransport connection) {
        open.remove(connection);
    }

    /** Closes all, aborts those that have not ended after a second, and waits for them, but not for ever. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        open.forEach(TcpTransport::close);
        if (!awaitEnd(ORDERLY_END_MILLIS)) {
            open.forEach(TcpTransport::abort);
            if (!awaitEnd(END_MILLIS)) {
                LOG.warn("{}: {} connections have not ended; a callback blocks", options.threadName(), open.size());
            }
        }
    }

    private boolean awaitEnd(long millis) {
        CompletableFuture<?>[] ends = open.stream().map(TcpTransport::ended).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a connection cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
