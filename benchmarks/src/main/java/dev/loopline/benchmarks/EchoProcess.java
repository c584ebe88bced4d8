package dev.loopline.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own, so that client and server share neither heap nor compiler. It gets the JVM options of
 * this process.
 *
 * <p>It says {@code ready} and its port on standard output, answers each line on standard input with its counts, and ends
 * with its standard input.
 *
 * <p><b>Threading:</b> for one thread at a time.
 */
public final class EchoProcess implements AutoCloseable {
    private static final long EXIT_SECONDS = 10;

    private final RuntimeDirectory directory;
    private final Process process;
    private final BufferedReader answers;
    private final int port;

    private EchoProcess(RuntimeDirectory directory, Process process) throws IOException {
        this.directory = directory;
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.port = (int) numbers("ready", 1)[0];
    }

    /** What a server has done so far. */
    record Counts(long calls, Spent spent) {}

    /** Starts the process and waits until it can be called. */
    static EchoProcess start(EchoKind kind) throws IOException {
        RuntimeDirectory directory = RuntimeDirectory.make();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            boolean ofTheRuntime = option.startsWith("-X") && !option.startsWith("-XX:StartFlightRecording");
            if (ofTheRuntime || option.startsWith("--enable-native-access")) {
                command.add(option);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EchoProcess.class.getName()));
        command.addAll(List.of(kind.name(), directory.path().toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new EchoProcess(directory, process);
        } catch (IOException e) {
            process.destroyForcibly();
            directory.close();
            throw e;
        }
    }

    /** {@return where a Loopline server publishes its endpoint} */
    Path directory() {
        return directory.path();
    }

    int port() {
        return port;
    }

    Counts counts() throws IOException {
        OutputStream asks = process.getOutputStream();
        asks.write('\n');
        asks.flush();
        long[] numbers = numbers("counts", 3);
        return new Counts(numbers[0], new Spent(numbers[1], numbers[2]));
    }

    private long[] numbers(String word, int count) throws IOException {
        String line = answers.readLine();
        String[] parts = line == null ? new String[0] : line.split(" ");
        if (parts.length != 1 + count || !parts[0].equals(word)) {
            throw new IOException("echo process said: " + line + " (expected: '" + word + "' and " + count
                    + " numbers); what went wrong is on its standard error");
        }
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = Long.parseLong(parts[i + 1]);
        }
        return numbers;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        directory.close();
    }

    /**
     * The process itself.
     *
     * @param args an {@link EchoKind} and the directory for its endpoint
     * @throws IOException if it cannot listen, or standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        try (EchoServer server = EchoKind.valueOf(args[0]).start(Path.of(args[1]))) {
            System.out.println("ready " + server.port());
            while (System.in.read() >= 0) {
                Spent spent = Spent.now();
                System.out.println("counts " + server.calls() + " " + spent.allocatedBytes() + " " + spent.cpuNanos());
            }
        }
    }
}
