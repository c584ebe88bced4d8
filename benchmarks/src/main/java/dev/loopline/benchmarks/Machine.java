package dev.loopline.benchmarks;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What results were measured with. Any thread. */
public final class Machine {
    private Machine() {}

    /**
     * Describes it in lines of the form {@code name: value}.
     *
     * @param home the repository, whose commit is named
     * @return the lines
     */
    public static List<String> describe(Path home) {
        List<String> lines = new ArrayList<>();
        lines.add("commit: " + commit(home));
        lines.add("java: " + System.getProperty("java.vm.name") + " " + Runtime.version());
        lines.add("system: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " processors"
                + firstLine(Path.of("/proc/cpuinfo"), "model name", ", "));
        lines.add("load before: " + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        lines.add("netty: " + (Epoll.isAvailable() ? "epoll" : "nio")
                + firstLine(Path.of("/proc/sys/net/ipv4/tcp_congestion_control"), "", ", congestion control "));
        return lines;
    }

    private static String firstLine(Path file, String start, String before) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(start))
                    .findFirst()
                    .map(line -> before + line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
        } catch (IOException e) {
            return ""; // another system than Linux
        }
    }

    private static String commit(Path home) {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .directory(home.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && !said.isEmpty() ? said : "unknown";
        } catch (IOException e) {
            return "unknown"; // not a clone, or no git
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
