package dev.loopline.benchmarks;

import dev.loopline.benchmarks.streams.StreamBench;
import dev.loopline.benchmarks.topics.TopicBench;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures Loopline beside what it is compared with: JMH runs each cell in a JVM of its own, and all cells once per round,
 * so that a machine that is busy for a while is so for all of them.
 *
 * <p><b>Threading:</b> for one thread.
 */
@Command(
        name = "ipc bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures unary echo of 64 bytes beside raw Netty and plain sockets, each with the server in its own process.",
            "'ipc bench copies' counts how often the bytes of a message are copied.",
            "'ipc bench streams' measures streams beside gRPC, RSocket and plain sockets.",
            "'ipc bench topics' measures topics beside NATS and JeroMQ.",
            "'ipc bench jmh ...' passes the rest to JMH itself."
        })
public final class Bench implements Callable<Integer> {
    private static final TimeValue WARM_UP = TimeValue.milliseconds(1_500);
    private static final TimeValue ITERATION = TimeValue.milliseconds(400);

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "How often all cells are measured (${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--only", paramLabel = "REGEX", description = "Measures only the cells whose name it finds.")
    private Pattern only = Pattern.compile("");

    @Option(names = "--list", description = "Lists the cells and measures nothing.")
    private boolean list;

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (benchmarks/target/bench).")
    private Path out;

    private final Path home = Path.of(System.getProperty("loopline.home", "."));

    private Bench() {
        out = home.resolve("benchmarks/target/bench");
    }

    /**
     * Runs the command.
     *
     * @param args {@code --help} lists them
     * @throws Exception if JMH itself is asked for and fails, or copies cannot be counted
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("jmh")) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length == 1 && args[0].equals("copies")) {
            CopyReport.make().lines().forEach(System.out::println);
            return;
        }
        if (args.length > 0 && args[0].equals("streams")) {
            StreamBench.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        if (args.length > 0 && args[0].equals("topics")) {
            TopicBench.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, RunnerException {
        List<Cell> cells = Cell.ALL.stream()
                .filter(cell -> only.matcher(cell.name()).find())
                .toList();
        if (list || cells.isEmpty()) {
            Cell.ALL.forEach(cell -> System.out.println(cell.name()));
            return list ? 0 : CommandLine.ExitCode.USAGE;
        }
        if (rounds < 1) {
            System.err.println("--rounds: " + rounds + " (expected: >= 1)");
            return CommandLine.ExitCode.USAGE;
        }
        Path directory = out.resolve(
                LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
        Files.createDirectories(directory);
        List<String> report = new ArrayList<>(Machine.describe(home));
        report.add("rounds: " + rounds);
        report.add("");
        report.addAll(Report.of(measure(cells, directory), cells));
        report.forEach(System.out::println);
        Files.write(directory.resolve("results.md"), report);
        System.out.println("\nAll of it is in " + directory);
        return 0;
    }

    private Rounds measure(List<Cell> cells, Path directory) throws IOException, RunnerException {
        Rounds results = new Rounds();
        List<Cell> order = new ArrayList<>(cells);
        for (int round = 1; round <= rounds; round++) {
            List<RunResult> raw = new ArrayList<>();
            Map<String, Measured> measured = new HashMap<>();
            for (Cell cell : order) {
                System.err.printf("round %d of %d: %s%n", round, rounds, cell.name());
                Path log = directory.resolve("round-" + round + "-" + cell.fileName() + ".log");
                RunResult result = new Runner(options(cell, log).build()).runSingle();
                raw.add(result);
                measured.put(cell.name(), Measured.of(cell, result));
            }
            results.add(measured);
            try (PrintStream json = new PrintStream(
                    directory.resolve("round-" + round + ".json").toFile(), StandardCharsets.UTF_8)) {
                ResultFormatFactory.getInstance(ResultFormatType.JSON, json).writeOut(raw);
            }
            Collections.reverse(order); // so that none is always the one after a certain other
        }
        return results;
    }

    private static ChainedOptionsBuilder options(Cell cell, Path log) {
        return cell.options()
                .forks(1)
                .warmupIterations(1)
                .warmupTime(WARM_UP)
                .measurementIterations(2)
                .measurementTime(ITERATION)
                .jvmArgs(JvmOptions.BOTH_SIDES.toArray(new String[0]))
                .output(log.toString());
    }
}
