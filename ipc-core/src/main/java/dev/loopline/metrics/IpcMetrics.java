package dev.loopline.metrics;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Where servers and clients are measured. {@link IpcMeters} lists what is.
 *
 * <p><b>Threading:</b> any thread.
 */
public sealed interface IpcMetrics permits RegistryMetrics, NoMetrics {
    /**
     * Measures in a registry. All servers and clients of one registry share its meters.
     *
     * @param registry the application's
     * @return the metrics, for {@link dev.loopline.IpcServerBuilder#metrics} and
     *     {@link dev.loopline.IpcClientBuilder#metrics}
     */
    static IpcMetrics in(MeterRegistry registry) {
        return RegistryMetrics.in(registry);
    }

    /** {@return the metrics that measure nothing and cost nothing, those of every builder that was given no others} */
    static IpcMetrics none() {
        return NoMetrics.INSTANCE;
    }
}
