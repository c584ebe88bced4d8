package dev.loopline.metrics;

import dev.loopline.StatusCode;
import dev.loopline.internal.observe.CallObserver;
import dev.loopline.internal.observe.MethodObserver;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.noop.NoopTimer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The timers of one method, one for each code that its calls have ended with so far. Any thread. */
final class MethodMeters implements MethodObserver {
    private static final Logger LOG = LoggerFactory.getLogger(IpcMetrics.class);

    private final MeterRegistry registry;
    private final Clock clock;
    private final Tags tags;
    private final LongAdder active;
    private final ConcurrentMap<StatusCode, Timer> timers = new ConcurrentHashMap<>();

    MethodMeters(MeterRegistry registry, String side, String service, String method, LongAdder active) {
        this.registry = registry;
        this.clock = registry.config().clock();
        this.tags = Tags.of(
                IpcMeters.Tag.SIDE.asString(), side,
                IpcMeters.Tag.SERVICE.asString(), service,
                IpcMeters.Tag.METHOD.asString(), method);
        this.active = active;
    }

    @Override
    public CallObserver begin() {
        active.increment();
        return new TimedCall(this, clock.monotonicTime());
    }

    private void record(StatusCode code, long nanos) {
        Timer timer = timers.get(code);
        if (timer == null) {
            timer = timers.computeIfAbsent(code, this::register);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A registry that fails must not fail the call. */
    private Timer register(StatusCode code) {
        Tags all = tags.and(IpcMeters.Tag.CODE.asString(), code.name());
        try {
            return Timer.builder(IpcMeters.CALLS.getName())
                    .description(IpcMeters.CALLS.description())
                    .tags(all)
                    .register(registry);
        } catch (RuntimeException e) {
            LOG.warn(
                    "{}: the registry refuses the meter with tags {}; it is not measured",
                    IpcMeters.CALLS.getName(),
                    all,
                    e);
            return new NoopTimer(new Meter.Id(IpcMeters.CALLS.getName(), all, null, null, Meter.Type.TIMER));
        }
    }

    /** A call in flight. */
    private static final class TimedCall implements CallObserver {
        private static final AtomicIntegerFieldUpdater<TimedCall> OVER =
                AtomicIntegerFieldUpdater.newUpdater(TimedCall.class, "over");

        private final MethodMeters meters;
        private final long startNanos;
        private volatile int over; // 1 after the first end

        TimedCall(MethodMeters meters, long startNanos) {
            this.meters = meters;
            this.startNanos = startNanos;
        }

        private boolean isFirst() {
            return over == 0 && OVER.compareAndSet(this, 0, 1);
        }

        @Override
        public void ended(StatusCode code) {
            if (isFirst()) {
                meters.active.decrement();
                meters.record(code, meters.clock.monotonicTime() - startNanos);
            }
        }

        @Override
        public void handedOver() {
            if (isFirst()) {
                meters.active.decrement();
            }
        }
    }
}
