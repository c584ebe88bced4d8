package dev.loopline.benchmarks.copies;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How often the bytes of an event are copied on their way over the hub, without what the kernel does.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class TopicCopyReport {
    private TopicCopyReport() {}

    /**
     * {@return what was counted, in lines}
     *
     * @throws Exception if the events do not arrive
     */
    public static List<String> lines() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "Copies of an event of %,d bytes outside the kernel, in multiples of it, by the number of subscribers:",
                TopicCopies.PAYLOAD));
        CopyReport.count(TopicCopies.class).forEach((subscribers, places) -> {
            lines.add("");
            lines.add(String.format(
                    Locale.ROOT,
                    "%d: hub %.1f, publisher and subscribers %.1f",
                    subscribers,
                    multiple(places, "server"),
                    multiple(places, "client")));
            places.forEach(
                    (place, bytes) -> lines.add(String.format(Locale.ROOT, "  %.1f  %s", perEvent(bytes), place)));
        });
        return lines;
    }

    private static double multiple(Map<String, Long> places, String side) {
        return places.entrySet().stream()
                .filter(place -> place.getKey().startsWith(side))
                .mapToDouble(place -> perEvent(place.getValue()))
                .sum();
    }

    private static double perEvent(long bytes) {
        return (double) bytes / TopicCopies.PAYLOAD / TopicCopies.EVENTS;
    }
}
