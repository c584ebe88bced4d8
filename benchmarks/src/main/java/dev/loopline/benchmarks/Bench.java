package dev.loopline.benchmarks;

import dev.loopline.benchmarks.report.Machine;
import dev.loopline.benchmarks.report.Measurement;
import dev.loopline.benchmarks.report.Result;
import dev.loopline.benchmarks.report.Run;
import dev.loopline.benchmarks.scenarios.Catalogue;
import dev.loopline.benchmarks.scenarios.Cell;
import dev.loopline.benchmarks.scenarios.Suite;
import dev.loopline.benchmarks.topics.TopicCopyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code ./ipc bench}: measures Loopline beside what it is compared with, each server and each client in a process
 * of its own.
 *
 * <p><b>Threading:</b> for one thread.
 */
@Command(
        name = "ipc bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures Loopline beside plain sockets, raw Netty, grpc-java, RSocket, JeroMQ and NATS: a few scenarios"
                    + " in less than three minutes.",
            "'ipc bench copies' counts how often the bytes of a message are copied.",
            "'ipc bench jmh ...' passes the rest to JMH, which measures parts of Loopline by themselves."
        })
public final class Bench implements Callable<Integer> {
    private static final long QUICK_WARM_UP_MILLIS = 1_000;
    private static final long FULL_WARM_UP_MILLIS = 2_000;

    @Option(names = "--full", description = "Measures all scenarios and all that are compared; about half an hour.")
    private boolean full;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Measures only what it finds the name of, of all that --list names.")
    private @Nullable Pattern only;

    @Option(names = "--list", description = "Lists names and measures nothing.")
    private boolean list;

    @Option(names = "--rounds", defaultValue = "5", description = "How often all is measured (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--millis",
            defaultValue = "300",
            description = "How long each is measured in a round, in milliseconds (${DEFAULT-VALUE}).")
    private long millis = 300;

    @Option(
            names = "--warm-up",
            paramLabel = "MILLIS",
            description = "How long each runs before that (1000; with --full 2000).")
    private @Nullable Long warmUpMillis;

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (benchmarks/target/bench).")
    private Path out;

    private final Path home = Path.of(System.getProperty("loopline.home", "."));

    Bench() {
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
            System.out.println();
            TopicCopyReport.lines().forEach(System.out::println);
            return;
        }
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || millis < 1) {
            System.err.println("--rounds: " + rounds + ", --millis: " + millis + " (expected: >= 1)");
            return CommandLine.ExitCode.USAGE;
        }
        try (Catalogue catalogue = new Catalogue()) {
            List<Cell> cells = chosen(catalogue);
            if (list || cells.isEmpty()) {
                catalogue.all().forEach(cell -> System.out.println(cell.name()));
                return list ? 0 : CommandLine.ExitCode.USAGE;
            }
            Instant begin = Instant.now();
            Machine machine = Machine.here();
            long warmUp = warmUpMillis != null ? warmUpMillis : full ? FULL_WARM_UP_MILLIS : QUICK_WARM_UP_MILLIS;
            Suite suite = new Suite(catalogue, cells, rounds, millis, warmUp);
            List<Measurement> found = suite.run();
            List<String> notes = new ArrayList<>(catalogue.missing());
            notes.addAll(suite.notes());
            tell(Run.of(found, machine, List.of(), notes, "", begin));
            return 0;
        }
    }

    private List<Cell> chosen(Catalogue catalogue) {
        Pattern names = only;
        if (names != null) {
            return catalogue.all().stream()
                    .filter(cell -> names.matcher(cell.name()).find())
                    .toList();
        }
        return full ? catalogue.all() : catalogue.quick();
    }

    private void tell(Run run) throws IOException {
        Files.createDirectories(out);
        run.notes().forEach(System.out::println);
        for (Result result : run.results()) {
            System.out.printf(
                    "%-32s %-22s %,14.1f %s  floor %s  %s%n",
                    result.scenario(),
                    result.contender(),
                    result.median(),
                    result.measurement().scenario().unit(),
                    result.ratioToFloor() == null
                            ? "-"
                            : String.format("%.2f", result.ratioToFloor().median()),
                    result.measurement().costs());
        }
    }
}
