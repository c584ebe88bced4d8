package dev.loopline.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that answers each line on its standard input with a line of numbers, and ends with its standard input.
 *
 * <p><b>Threading:</b> for one thread at a time.
 */
public final class Child implements Closeable {
    private static final long EXIT_SECONDS = 10;

    private final String name;
    private final Process process;
    private final BufferedReader answers;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts one.
     *
     * @param main the class that it runs
     * @param jvmOptions before that
     * @param arguments behind it
     * @return the process, whose first answer may be waited for
     * @throws IOException if it cannot be started
     */
    public static Child start(Class<?> main, List<String> jvmOptions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Child(main.getSimpleName() + " " + arguments[0], process);
    }

    /**
     * Sends a line and waits for the numbers.
     *
     * @param line without its end
     * @return the answer
     * @throws IOException if the process has ended
     */
    public double[] ask(String line) throws IOException {
        OutputStream asks = process.getOutputStream();
        asks.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        asks.flush();
        return answer();
    }

    /**
     * Waits for a line that was not asked for.
     *
     * @return its numbers
     * @throws IOException if the process has ended
     */
    public double[] answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(name + ": ended (expected: an answer); what went wrong is on its standard error");
        }
        return Arrays.stream(line.strip().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** {@return the number that the system knows it by} */
    public long pid() {
        return process.pid();
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
    }
}
