package dev.loopline.transport.netty;

import dev.loopline.transport.AdaptiveSpin;
import dev.loopline.transport.WaitMode;
import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Has an event loop look for more for a while before it sleeps. Looking, it sees the tasks of other threads too, which then need
 * not wake it.
 */
final class AdaptiveSelect implements SelectStrategy {
    private final AdaptiveSpin spin;
    private long busyNanos; // when it last had something to do
    private boolean looking; // since then
    private boolean sleeping;

    AdaptiveSelect(WaitMode mode) {
        spin = new AdaptiveSpin(mode);
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        if (sleeping) {
            wake();
        }
        if (!spin.isOn()) {
            return hasTasks ? selectNow.get() : sleep();
        }
        long now = AdaptiveSpin.nanoTime();
        int ready = selectNow.get();
        if (ready > 0 || hasTasks) {
            if (looking) {
                looking = false;
                spin.onHit();
            }
            busyNanos = now;
            return ready;
        }
        if (now - busyNanos < AdaptiveSpin.WINDOW_NANOS) {
            looking = true;
            AdaptiveSpin.giveWay();
            return CONTINUE;
        }
        spin.onMiss();
        return sleep();
    }

    private void wake() {
        long now = AdaptiveSpin.nanoTime();
        spin.onWoken(now - busyNanos);
        busyNanos = now; // it has done what it was woken for
        looking = false;
        sleeping = false;
    }

    private int sleep() {
        sleeping = true;
        return SELECT;
    }
}
