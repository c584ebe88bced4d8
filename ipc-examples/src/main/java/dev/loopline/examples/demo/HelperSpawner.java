package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.endpoint.EndpointDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts helper processes with this process's own Java and class path, as quickly as it was started itself, and sees to it that none outlives it.
 *
 * <p>Closing waits for processes that end because their connection has, and ends those that do not. Any thread.
 */
final class HelperSpawner implements AutoCloseable {
    private static final long END_SECONDS = 5;

    /** What makes this process quick to start, and so its helpers: an archive of classes, or no optimising compiler. */
    private static final List<String> START_OPTIONS =
            List.of("-Xshare:", "-XX:SharedArchiveFile=", "-Xlog:", "-XX:TieredStopAtLevel=");

    private final Consumer<String> output;
    private final Map<String, Process> processes = new LinkedHashMap<>(); // guarded by this
    private boolean killed; // guarded by this

    /** @param output gets what they print, line by line */
    HelperSpawner(Consumer<String> output) {
        this.output = output;
    }

    /**
     * Starts a helper.
     *
     * @param name what its output is marked with
     * @param endpoint the name of the endpoint that it connects to
     * @throws DemoFailure if it cannot be started
     */
    synchronized Process start(String name, String endpoint) {
        if (killed) {
            throw new DemoFailure("cannot start " + name + ": this process is being ended");
        }
        ProcessBuilder builder = new ProcessBuilder(command(endpoint)).redirectErrorStream(true);
        builder.environment()
                .put("LOOPLINE_RUNTIME_DIR", EndpointDirectory.standard().path().toString());
        try {
            Process process = builder.start();
            processes.put(name, process);
            forward(name, process);
            return process;
        } catch (IOException e) {
            throw new DemoFailure("cannot start " + name, e);
        }
    }

    private static List<String> command(String endpoint) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC"); // two more processes beside this one: small is better
        command.add("-Xmx128m");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> START_OPTIONS.stream().anyMatch(option::startsWith))
                .forEach(command::add);
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED"); // or Java warns of Netty's library (JEP 472)
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), HelperMain.class.getName(), endpoint));
        return command;
    }

    private void forward(String name, Process process) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader lines = process.inputReader(UTF_8)) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            output.accept(name + ": " + line);
                        }
                    } catch (IOException e) {
                        output.accept(name + ": (its output broke off: " + e.getMessage() + ")");
                    }
                },
                "demo-" + name + "-output");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all helpers at once; no other is started. */
    synchronized void kill() {
        killed = true;
        processes.values().forEach(Process::destroyForcibly);
    }

    @Override
    public void close() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        Map<String, Process> started;
        synchronized (this) {
            started = new LinkedHashMap<>(processes);
        }
        try {
            for (Map.Entry<String, Process> helper : started.entrySet()) {
                Process process = helper.getValue();
                if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    output.accept(helper.getKey() + " (pid " + process.pid()
                            + ") did not end with its connection within " + END_SECONDS + " s; killing it");
                    process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
                }
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
