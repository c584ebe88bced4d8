package dev.loopline.metrics;

import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.observe.MethodObservers;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The meters of the calls of one side, by method. The names are those that the application itself serves or calls, and
 * still there are at most {@value #MAX_METHODS} of them. Any thread.
 */
final class CallMeters implements MethodObservers {
    /** Methods with meters of their own; all others share one. */
    static final int MAX_METHODS = 1000;

    private static final String UNKNOWN = "unknown";
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final String side;
    private final LongAdder active = new LongAdder();
    private final ConcurrentMap<String, MethodMeters> byName = new ConcurrentHashMap<>();
    private final MethodMeters unknown;
    private final MethodMeters other;

    /**
     * @param registry where the meters are
     * @param side tag of all of them
     */
    CallMeters(MeterRegistry registry, String side) {
        this.registry = registry;
        this.side = side;
        unknown = meters(UNKNOWN, UNKNOWN);
        other = meters(OTHER, OTHER);
    }

    @Override
    public MethodObserver of(String method) {
        MethodMeters known = byName.get(method);
        return known == null ? add(method) : known;
    }

    private synchronized MethodMeters add(String method) {
        if (byName.size() >= MAX_METHODS && !byName.containsKey(method)) {
            return other;
        }
        int slash = method.indexOf('/');
        return byName.computeIfAbsent(method, name -> meters(name.substring(0, slash), name.substring(slash + 1)));
    }

    @Override
    public MethodObserver unknown() {
        return unknown;
    }

    long active() {
        return Math.max(0, active.sum()); // while calls begin and end the sum is not exact
    }

    private MethodMeters meters(String service, String method) {
        return new MethodMeters(registry, side, service, method, active);
    }
}
