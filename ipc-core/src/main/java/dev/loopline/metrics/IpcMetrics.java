package dev.loopline.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Where a server counts what happens. Without one, nothing is counted and nothing is spent.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class IpcMetrics {
    private final MeterRegistry registry;

    private IpcMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Counts in a registry.
     *
     * @param registry the application's
     * @return the metrics, for {@link dev.loopline.IpcServerBuilder#metrics}
     */
    public static IpcMetrics in(MeterRegistry registry) {
        return new IpcMetrics(requireNonNull(registry, "registry"));
    }

    /**
     * Counts a connection that came in.
     *
     * @param outcome how its handshake ended: a value of {@link IpcMeters.HandshakeTags#OUTCOME}
     */
    public void countHandshake(String outcome) {
        registry.counter(IpcMeters.HANDSHAKES.getName(), IpcMeters.HandshakeTags.OUTCOME.asString(), outcome)
                .increment();
    }
}
