package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.endpoint.EndpointDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts helper processes with this process's own Java and class path, and sees to it that none outlives it by more than
 * the end of its connection.
 *
 * <p>Closing waits for processes that end because their connection has, and ends those that do not. When this process is
 * asked to end, they are ended at once. Any thread.
 */
final class HelperSpawner implements AutoCloseable {
    private static final long END_SECONDS = 5;

    private final Consumer<String> output;
    private final List<Process> processes = new ArrayList<>(); // guarded by this
    private final Thread onShutdown;

    /**
     * @param output gets what they print, line by line
     * @param interrupted run when this process is asked to end, before the helpers are ended
     */
    HelperSpawner(Consumer<String> output, Runnable interrupted) {
        this.output = output;
        onShutdown = new Thread(
                () -> {
                    interrupted.run();
                    kill();
                },
                "demo-end-helpers");
        Runtime.getRuntime().addShutdownHook(onShutdown);
    }

    /**
     * Starts a helper.
     *
     * @param name what its output is marked with
     * @param endpoint the name of the endpoint that it connects to
     * @throws DemoFailure if it cannot be started
     */
    synchronized Process start(String name, String endpoint) {
        ProcessBuilder builder = new ProcessBuilder(command(endpoint)).redirectErrorStream(true);
        builder.environment()
                .put("LOOPLINE_RUNTIME_DIR", EndpointDirectory.standard().path().toString());
        try {
            Process process = builder.start();
            processes.add(process);
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

    private synchronized void kill() {
        processes.forEach(Process::destroyForcibly);
    }

    @Override
    public void close() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        List<Process> started;
        synchronized (this) {
            started = List.copyOf(processes);
        }
        try {
            for (Process process : started) {
                if (!process.waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    output.accept("process " + process.pid() + " did not end with its connection; killing it");
                    process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
                }
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
        forgetShutdown();
    }

    private void forgetShutdown() {
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException e) {
            kill(); // the process is ending: the hook has run or will run
        }
    }
}
