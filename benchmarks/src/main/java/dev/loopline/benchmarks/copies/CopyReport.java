package dev.loopline.benchmarks.copies;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * How often the bytes of a message are copied between one's message object and the other's, without what the kernel does.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class CopyReport {
    private final Map<Integer, Map<String, Long>> copiedBytes;

    private CopyReport(Map<Integer, Map<String, Long>> copiedBytes) {
        this.copiedBytes = copiedBytes;
    }

    /**
     * Makes calls and counts.
     *
     * @return what was counted
     * @throws Exception if a call fails
     */
    public static CopyReport make() throws Exception {
        return new CopyReport(count(CopyScenario.class));
    }

    /**
     * Runs a scenario with the copies of its classes counted.
     *
     * @param scenario public, with a public constructor without parameters
     * @return what it returns: bytes by place, by the scenario's own number
     * @throws Exception if it fails
     */
    @SuppressWarnings("unchecked") // the scenario as the other loader has it has the same type arguments
    public static Map<Integer, Map<String, Long>> count(
            Class<? extends Callable<Map<Integer, Map<String, Long>>>> scenario) throws Exception {
        ClassLoader loader = new CountingLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Object loaded =
                    loader.loadClass(scenario.getName()).getConstructor().newInstance();
            return ((Callable<Map<Integer, Map<String, Long>>>) loaded).call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** {@return how often one side copies a payload of a size: once out, once in} */
    double copies(int payload, String side) {
        return copiedBytes.getOrDefault(payload, Map.of()).entrySet().stream()
                .filter(place -> place.getKey().startsWith(side))
                .mapToDouble(place -> perCall(payload, place.getValue()))
                .sum();
    }

    private static double perCall(int payload, long bytes) {
        return (double) bytes / payload / CopyScenario.CALLS;
    }

    /** {@return it line by line} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Copies per call, out and back, in multiples of the payload; the kernel's one each way and side not"
                + " counted:");
        copiedBytes.forEach((payload, places) -> {
            lines.add("");
            lines.add(String.format(
                    Locale.ROOT,
                    "%,d B: client %.1f, server %.1f",
                    payload,
                    copies(payload, "client"),
                    copies(payload, "server")));
            places.forEach((place, bytes) ->
                    lines.add(String.format(Locale.ROOT, "  %.1f  %s", perCall(payload, bytes), place)));
        });
        return lines;
    }
}
