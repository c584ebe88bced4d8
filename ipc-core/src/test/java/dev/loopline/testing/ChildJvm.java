package dev.loopline.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A JVM that a test starts with its own class path, talks to by lines, and never leaves behind.
 *
 * <p>Standard output is read by {@link #awaitLine}; a child that prints more than {@value #MAX_LINES} unread lines waits.
 * Of standard error the last {@value #KEPT_LINES} lines are kept and shown when an expectation fails.
 *
 * <p><b>Threading:</b> one test thread.
 */
public final class ChildJvm implements AutoCloseable {
    /** What keeps Java from warning on standard error of Netty's native library (JEP 472). */
    public static final List<String> NATIVE_ACCESS =
            Runtime.version().feature() >= 24 ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();

    private static final int MAX_LINES = 10_000;
    private static final int KEPT_LINES = 100;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final String END = "\0(end of output)";

    private final List<String> command;
    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<String> output = new ArrayBlockingQueue<>(MAX_LINES);
    private final Deque<String> outputTail = new ArrayDeque<>();
    private final Deque<String> errorTail = new ArrayDeque<>();
    private final List<Thread> pumps = new ArrayList<>();
    private boolean ended;

    private ChildJvm(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        this.input = process.outputWriter(UTF_8);
    }

    /**
     * Starts a JVM.
     *
     * @param main has {@code public static void main(String[])}
     * @param jvmArgs for the JVM
     * @param args for the program
     * @return the running JVM
     */
    public static ChildJvm start(Class<?> main, List<String> jvmArgs, String... args) {
        return start(List.of(), Map.of(), main, jvmArgs, args);
    }

    /**
     * Starts a JVM by way of another command and with other environment variables.
     *
     * @param wrapper what to put before the JVM's own command: {@code strace -f -o trace}
     * @param environment variables to set; one with an empty value is removed
     * @param main has {@code public static void main(String[])}
     * @param jvmArgs for the JVM
     * @param args for the program
     * @return the running JVM
     */
    public static ChildJvm start(
            List<String> wrapper,
            Map<String, String> environment,
            Class<?> main,
            List<String> jvmArgs,
            String... args) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Short-lived and many: quick to start, and small.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
        command.addAll(NATIVE_ACCESS);
        command.addAll(jvmArgs);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        try {
            ChildJvm child = new ChildJvm(command, builder.start());
            child.startPumps(main.getSimpleName());
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    private void startPumps(String name) {
        pumps.add(pump(name + "-stdout", process.getInputStream(), line -> {
            try {
                output.put(line);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closed: nobody reads any more
            }
        }));
        pumps.add(pump(name + "-stderr", process.getErrorStream(), line -> keep(errorTail, line)));
        pumps.forEach(Thread::start);
    }

    private static Thread pump(String name, InputStream in, Consumer<String> sink) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
                        String line;
                        while (!Thread.currentThread().isInterrupted() && (line = reader.readLine()) != null) {
                            sink.accept(line);
                        }
                    } catch (IOException e) {
                        sink.accept("(output broke off: " + e + ")");
                    }
                    sink.accept(END);
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    /** {@return the process id; that of the wrapper, if there is one that does not {@code exec}} */
    public long pid() {
        return process.pid();
    }

    /** {@return the process, to be asked and not to be stopped} */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Writes a line to the child's standard input.
     *
     * @param line without the line end
     */
    public void send(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw failure("cannot write \"" + line + "\" to its standard input: " + e);
        }
    }

    /** Ends the child's standard input. */
    public void closeInput() {
        try {
            input.close();
        } catch (IOException e) {
            throw failure("cannot close its standard input: " + e);
        }
    }

    /**
     * Reads lines until one matches.
     *
     * @param regex for the whole line
     * @param timeout how long to wait
     * @return the line
     * @throws AssertionError if none came in time or the output ended
     */
    public String awaitLine(String regex, Duration timeout) {
        return awaitLine("a line matching " + regex, Pattern.compile(regex).asMatchPredicate(), timeout);
    }

    /**
     * Reads lines until one is accepted.
     *
     * @param what what is expected, for the failure
     * @param accepted tells the line that is waited for
     * @param timeout how long to wait
     * @return the line
     * @throws AssertionError if none came in time or the output ended
     */
    public String awaitLine(String what, Predicate<String> accepted, Duration timeout) {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        while (!ended) {
            String line = poll(deadlineNanos - System.nanoTime());
            if (line == null) {
                throw failure("no " + what + " within " + timeout);
            }
            ended = line.equals(END);
            keep(outputTail, line);
            if (!ended && accepted.test(line)) {
                return line;
            }
        }
        throw failure("no " + what + " before its output ended");
    }

    private String poll(long nanos) {
        try {
            return output.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted while waiting for output");
        }
    }

    /** Ends the child at once, as {@code kill -9} does. */
    public void kill9() {
        process.destroyForcibly();
    }

    /** Asks the child to end, as {@code kill} does. */
    public void terminate() {
        process.destroy();
    }

    /**
     * Skips a test whose signal would not arrive: what runs below nohup, or as a background job of a script, ignores some
     * signals, and so do all its children, as Java leaves it at that.
     */
    private static void assumeNotIgnored(String name) {
        int number = name.equals("HUP") ? 1 : name.equals("INT") ? 2 : 0;
        Path status = Path.of("/proc/self/status");
        if (number == 0 || !Files.isReadable(status)) {
            return;
        }
        try (Stream<String> lines = Files.lines(status)) {
            long ignored = lines.filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).trim(), 16))
                    .findFirst()
                    .orElse(0);
            assumeTrue(
                    (ignored >> (number - 1) & 1) == 0,
                    "SIG" + name + " is ignored by the process that runs the tests");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a signal by name. Only on Unix.
     *
     * @param name {@code STOP}, {@code CONT}, {@code INT}...
     */
    public void signal(String name) {
        assumeNotIgnored(name);
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw failure("kill -" + name + " failed with exit code " + code);
            }
        } catch (IOException e) {
            throw failure("cannot send " + name + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted while sending " + name);
        }
    }

    /** {@return whether it runs} */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until the child ends.
     *
     * @param timeout how long to wait
     * @return the exit code, 128 + n after signal n
     * @throws AssertionError if it still runs then
     */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw failure("still running after " + timeout);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted while waiting for its end");
        }
    }

    /** {@return the last lines of its standard error} */
    public List<String> errorLines() {
        synchronized (errorTail) {
            return List.copyOf(errorTail);
        }
    }

    /** Kills the child and what it started, if they still run, and waits for that. */
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        pumps.forEach(Thread::interrupt);
        awaitExit(CLOSE_TIMEOUT);
    }

    private AssertionError failure(String what) {
        StringBuilder text = new StringBuilder("child JVM " + pid() + ": " + what);
        text.append(process.isAlive() ? "\n  it is running" : "\n  exit code: " + process.exitValue());
        text.append("\n  command: ").append(command);
        text.append("\n  last output: ").append(copy(outputTail));
        text.append("\n  last errors:\n    ").append(String.join("\n    ", errorLines()));
        return new AssertionError(text.toString());
    }

    private static void keep(Deque<String> tail, String line) {
        synchronized (tail) {
            if (tail.size() == KEPT_LINES) {
                tail.removeFirst();
            }
            tail.addLast(line);
        }
    }

    private static List<String> copy(Deque<String> tail) {
        synchronized (tail) {
            return List.copyOf(tail);
        }
    }
}
