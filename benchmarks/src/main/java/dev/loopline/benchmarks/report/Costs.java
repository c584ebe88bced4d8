package dev.loopline.benchmarks.report;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What both sides spent on one call, message or event; medians of the rounds.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param client the side that calls, subscribes or receives
 * @param server all other processes together
 */
public record Costs(Side client, Side server) {
    /**
     * What one side spent; {@code null} is what was not measured.
     *
     * @param cpuMicros time of the whole process on a processor, in microseconds per call
     * @param contextSwitches voluntary and not, per call
     * @param allocatedBytes on the heap, per call
     * @param residentMiB memory of the whole process at the end, in MiB
     */
    public record Side(
            @Nullable Double cpuMicros,
            @Nullable Double contextSwitches,
            @Nullable Double allocatedBytes,
            @Nullable Double residentMiB) {}

    /** Makes them. */
    public Costs {
        requireNonNull(client, "client");
        requireNonNull(server, "server");
    }
}
