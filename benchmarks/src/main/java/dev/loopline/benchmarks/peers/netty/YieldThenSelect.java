package dev.loopline.benchmarks.peers.netty;

import dev.loopline.benchmarks.load.Threads;
import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * A strategy that asks for events without sleeping and gives way to other threads, until there have been none for 200 us;
 * then it sleeps. For one event loop.
 */
final class YieldThenSelect implements SelectStrategy {
    private static final long AWAKE_NANOS = 200_000;

    private long lastTrafficNanos = System.nanoTime();
    private boolean asleep = true;

    @Override
    public int calculateStrategy(IntSupplier selectSupplier, boolean hasTasks) throws Exception {
        int ready = selectSupplier.get();
        if (ready > 0 || hasTasks) {
            lastTrafficNanos = System.nanoTime();
            asleep = false;
            return ready;
        }
        if (asleep) {
            // Whatever ended the sleep is traffic, unless nothing has come of it: then the next look sleeps again.
            lastTrafficNanos = System.nanoTime();
            asleep = false;
        }
        if (System.nanoTime() - lastTrafficNanos < AWAKE_NANOS) {
            Threads.giveWay();
            return CONTINUE;
        }
        asleep = true;
        return SELECT;
    }
}
