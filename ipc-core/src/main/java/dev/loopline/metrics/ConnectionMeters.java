package dev.loopline.metrics;

import dev.loopline.internal.observe.ConnectionFigures;
import dev.loopline.internal.observe.ConnectionObserver;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * Sums over the connections of one side. A connection that ends takes what it had waiting with it and leaves what it had
 * sent and received, so that counters never fall. Any thread.
 */
final class ConnectionMeters implements ConnectionObserver {
    private final Set<ConnectionFigures> open = new HashSet<>(); // guarded by this
    private final ConnectionFigures ended = new ConnectionFigures(); // guarded by this; the sum of those that have
    private long opened; // guarded by this
    private final LongAdder succeeded = new LongAdder(); // attempts to connect
    private final LongAdder failed = new LongAdder(); // likewise

    @Override
    public void attempted(boolean connected) {
        (connected ? succeeded : failed).increment();
    }

    long attempts(boolean connected) {
        return (connected ? succeeded : failed).sum();
    }

    @Override
    public synchronized void opened(ConnectionFigures connection) {
        opened++;
        open.add(connection);
    }

    @Override
    public synchronized void closed(ConnectionFigures connection) {
        if (open.remove(connection)) {
            ended.addTraffic(connection);
        }
    }

    synchronized long open() {
        return open.size();
    }

    synchronized long opened() {
        return opened;
    }

    synchronized long closed() {
        return opened - open.size();
    }

    /** {@return the sum of a figure over the connections that are open} */
    synchronized long now(ToLongFunction<ConnectionFigures> figure) {
        return open.stream().mapToLong(figure).sum();
    }

    /** {@return the sum of a figure over all connections that there have been} */
    synchronized long total(ToLongFunction<ConnectionFigures> figure) {
        return figure.applyAsLong(ended) + now(figure);
    }
}
