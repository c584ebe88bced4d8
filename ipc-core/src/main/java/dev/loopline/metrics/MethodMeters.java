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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceArray;
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
    private final AtomicReferenceArray<Timer> timers = new AtomicReferenceArray<>(StatusCode.values().length);

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
        Timer timer = timers.get(code.ordinal());
        if (timer == null) {
            timer = register(tags.and(IpcMeters.Tag.CODE.asString(), code.name()));
            timers.set(code.ordinal(), timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Makes a timer, the same one for all who come at the same time. A registry that fails must not fail the call. */
    private Timer register(Tags all) {
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

        @Override
        public void ended(StatusCode code) {
            if (OVER.compareAndSet(this, 0, 1)) {
                meters.active.decrement();
                meters.record(code, meters.clock.monotonicTime() - startNanos);
            }
        }

        @Override
        public void handedOver() {
            if (OVER.compareAndSet(this, 0, 1)) {
                meters.active.decrement();
            }
        }
    }
}
