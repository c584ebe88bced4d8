package dev.loopline.benchmarks.load;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that answers each line on its standard input with a line of numbers, and ends with its standard input.
 *
 * <p><b>Threading:</b> for one thread at a time.
 */
public final class Child implements Closeable {
    private static final long EXIT_SECONDS = 10;

    /** Nothing that is asked for takes longer, unless it hangs. */
    private static final long ANSWER_SECONDS = 180;

    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(body -> {
        Thread thread = new Thread(body, "child-watch");
        thread.setDaemon(true);
        return thread;
    });

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
        return numbers(say(line));
    }

    /**
     * Sends a line and waits for another.
     *
     * @param line without its end
     * @return the answer
     * @throws IOException if the process has ended
     */
    public String say(String line) throws IOException {
        OutputStream asks = process.getOutputStream();
        asks.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        asks.flush();
        return read();
    }

    /**
     * Waits for a line that was not asked for.
     *
     * @return its numbers
     * @throws IOException if the process has ended
     */
    public double[] answer() throws IOException {
        return numbers(read());
    }

    private String read() throws IOException {
        ScheduledFuture<?> hangs = WATCH.schedule(this::endHanging, ANSWER_SECONDS, TimeUnit.SECONDS);
        String line = answers.readLine();
        hangs.cancel(false);
        if (line == null) {
            throw new IOException(name + ": ended (expected: an answer); what went wrong is on its standard error");
        }
        return line.strip();
    }

    private void endHanging() {
        System.err.println(name + ": no answer within " + ANSWER_SECONDS + " s; it is ended");
        process.destroyForcibly();
    }

    private static double[] numbers(String line) {
        return Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    /**
     * Has the system give it no time, or time again.
     *
     * @param stopped which
     * @throws IOException if that cannot be done
     * @throws InterruptedException if the run is stopped
     */
    public void stop(boolean stopped) throws IOException, InterruptedException {
        String signal = stopped ? "-STOP" : "-CONT";
        Process kill = new ProcessBuilder("kill", signal, Long.toString(pid()))
                .inheritIO()
                .start();
        if (!kill.waitFor(EXIT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("kill " + signal + " " + pid() + ": failed");
        }
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
