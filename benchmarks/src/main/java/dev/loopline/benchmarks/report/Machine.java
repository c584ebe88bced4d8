package dev.loopline.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a run was measured on, by name in the order of the report: processor, cores, memory, kernel, JDK, congestion control,
 * load average.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param facts by name
 */
public record Machine(Map<String, String> facts) {
    /** Makes one. */
    public Machine {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** {@return this machine as it is now; what the system does not tell is left out} */
    public static Machine here() {
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "CPU", field(Path.of("/proc/cpuinfo"), "model name"));
        put(facts, "cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        put(facts, "memory", field(Path.of("/proc/meminfo"), "MemTotal"));
        put(
                facts,
                "kernel",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        put(facts, "JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
        put(facts, "congestion control", text(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")));
        put(facts, "load average", loadAverage());
        return new Machine(facts);
    }

    /**
     * {@return the same with one more fact, or another value of it}
     *
     * @param name of the fact
     * @param value of it
     */
    public Machine with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(name, value);
        return new Machine(more);
    }

    /** {@return the load average of the last minute, or nothing where the system does not tell} */
    public static String loadAverage() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return load < 0 ? "" : String.format(Locale.ROOT, "%.2f", load);
    }

    private static void put(Map<String, String> facts, String name, String value) {
        if (!value.isBlank()) {
            facts.put(name, value);
        }
    }

    private static String field(Path file, String name) {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return ""; // another system than Linux
        }
    }
}
