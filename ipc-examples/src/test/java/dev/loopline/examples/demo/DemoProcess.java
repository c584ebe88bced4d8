package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A run of the demo in a process of its own, with an endpoint directory of its own. */
final class DemoProcess implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Pattern WORKS =
            Pattern.compile("helper-1 \\(pid (\\d+)\\): [0-9,]+ files; helper-2 \\(pid (\\d+)\\): [0-9,]+ files");

    private final ChildJvm main;

    private DemoProcess(ChildJvm main) {
        this.main = main;
    }

    static DemoProcess start(Path runtime, String... args) {
        return start(List.of(), runtime, args);
    }

    static DemoProcess start(List<String> wrapper, Path runtime, String... args) {
        return start(wrapper, List.of(), runtime, args);
    }

    static DemoProcess start(List<String> wrapper, List<String> jvmArgs, Path runtime, String... args) {
        return new DemoProcess(ChildJvm.start(
                wrapper, Map.of("LOOPLINE_RUNTIME_DIR", runtime.toString()), DemoMain.class, jvmArgs, args));
    }

    ChildJvm main() {
        return main;
    }

    /** Waits until it says that both helpers work, and returns them in the order of their names. */
    List<ProcessHandle> awaitWorkingHelpers() {
        await().atMost(TIMEOUT).until(() -> WORKS.matcher(errors()).find());
        Matcher pids = WORKS.matcher(errors());
        assertThat(pids.find()).isTrue();
        List<ProcessHandle> helpers = Stream.of(pids.group(1), pids.group(2))
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList();
        assertThat(main.handle().children()).containsExactlyInAnyOrderElementsOf(helpers);
        return helpers;
    }

    /** Waits for the table of types, and returns its lines. */
    List<String> awaitTable() {
        List<String> lines = new ArrayList<>();
        lines.add(main.awaitLine("type +files .*", TIMEOUT));
        do {
            lines.add(main.awaitLine(".*", TIMEOUT));
        } while (!lines.get(lines.size() - 1).startsWith("total "));
        return lines;
    }

    /** Waits for the one line on standard output, and for the end. */
    JsonObject awaitJson() {
        String line = main.awaitLine(".*", TIMEOUT);
        assertThat(awaitExit(TIMEOUT)).as(errors()).isZero();
        assertThatThrownBy(() -> main.awaitLine(".*", TIMEOUT)).hasMessageContaining("before its output ended");
        return JsonParser.parseString(line).getAsJsonObject();
    }

    /** {@return what it wrote to standard error so far} */
    String errors() {
        return String.join(
                "\n", main.errorLines().stream().filter(line -> !isEnd(line)).toList());
    }

    /** Waits for the end. */
    int awaitExit(Duration timeout) {
        int code = main.awaitExit(timeout);
        await().atMost(TIMEOUT).until(() -> main.errorLines().stream().anyMatch(DemoProcess::isEnd));
        return code;
    }

    private static boolean isEnd(String line) {
        return line.startsWith("\0");
    }

    static void awaitEnded(List<ProcessHandle> processes, Duration timeout) {
        await().atMost(timeout).until(() -> processes.stream().noneMatch(DemoProcess::runs));
    }

    /** A process that has ended and whose parent has not asked for its exit code still has an entry. */
    private static boolean runs(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            Path stat = Path.of("/proc/" + process.pid() + "/stat");
            return !Files.exists(stat) || !Files.readString(stat).contains(") Z ");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return process.isAlive();
        }
    }

    @Override
    public void close() {
        main.close();
    }
}
