package dev.loopline.metrics;

import dev.loopline.internal.observe.HubFigures;
import dev.loopline.internal.observe.HubObserver;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Sums over the hubs of a process. One that ends leaves its totals, so that counters never fall. Any thread. */
final class HubMeters implements HubObserver {
    private final Set<Supplier<HubFigures>> open = new HashSet<>(); // guarded by this
    private HubFigures ended = new HubFigures(0, 0, 0, 0, 0, 0, 0, 0); // guarded by this; the totals of those that have

    @Override
    public synchronized void opened(Supplier<HubFigures> hub) {
        open.add(hub);
    }

    @Override
    public synchronized void closed(Supplier<HubFigures> hub) {
        if (open.remove(hub)) {
            HubFigures last = hub.get();
            ended = new HubFigures(
                    ended.published() + last.published(),
                    ended.delivered() + last.delivered(),
                    ended.dropped() + last.dropped(),
                    0,
                    0,
                    0,
                    0,
                    0);
        }
    }

    /** {@return the sum of a figure over all hubs, those that have ended included} */
    synchronized long sum(ToLongFunction<HubFigures> figure) {
        return figure.applyAsLong(ended)
                + open.stream().map(Supplier::get).mapToLong(figure).sum();
    }
}
