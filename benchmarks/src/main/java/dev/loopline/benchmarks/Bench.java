package dev.loopline.benchmarks;

import dev.loopline.benchmarks.copies.CopyReport;
import dev.loopline.benchmarks.copies.TopicCopyReport;
import dev.loopline.benchmarks.report.Comparison;
import dev.loopline.benchmarks.report.ConsoleReport;
import dev.loopline.benchmarks.report.HtmlReport;
import dev.loopline.benchmarks.report.Machine;
import dev.loopline.benchmarks.report.Measurement;
import dev.loopline.benchmarks.report.ResultsFile;
import dev.loopline.benchmarks.report.Run;
import dev.loopline.benchmarks.scenarios.Aims;
import dev.loopline.benchmarks.scenarios.Catalogue;
import dev.loopline.benchmarks.scenarios.Cell;
import dev.loopline.benchmarks.scenarios.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
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
    private static final int ROUNDS = 5;
    private static final long MILLIS = 300;
    private static final long QUICK_SECONDS = 160;
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
    private int rounds = ROUNDS;

    @Option(
            names = "--millis",
            description =
                    "How long each is measured in a round, in milliseconds (300; less where warming up takes long).")
    private @Nullable Long millis;

    @Option(
            names = "--warm-up",
            paramLabel = "MILLIS",
            description = "How long each runs before that (1000; with --full 2000).")
    private @Nullable Long warmUpMillis;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description =
                    "Compares with the results.json of an earlier run; exits with 6 if Loopline has become worse.")
    private @Nullable Path compare;

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (benchmarks/target/bench).")
    private Path out;

    private final Path home = Path.of(System.getProperty("loopline.home", "."));

    private final List<String> command;

    Bench(String... command) {
        this.command = List.of(command);
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
        System.exit(new CommandLine(new Bench(args)).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || (millis != null && millis < 1)) {
            System.err.println("--rounds: " + rounds + ", --millis: " + millis + " (expected: >= 1)");
            return CommandLine.ExitCode.USAGE;
        }
        Run before = compare == null ? null : ResultsFile.read(compare); // or an hour later it is found missing
        try (Catalogue catalogue = new Catalogue()) {
            List<Cell> cells = chosen(catalogue);
            if (list || cells.isEmpty()) {
                catalogue.all().forEach(cell -> System.out.println(cell.name()));
                return list ? 0 : CommandLine.ExitCode.USAGE;
            }
            Run run = measure(catalogue, cells);
            tell(run);
            if (before == null) {
                return 0;
            }
            Comparison comparison = Comparison.of(before, run);
            System.out.println();
            comparison.lines().forEach(System.out::println);
            return comparison.exitCode();
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

    private Run measure(Catalogue catalogue, List<Cell> cells) throws IOException, InterruptedException {
        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Machine machine = Machine.here();
        long warmUp = warmUpMillis != null ? warmUpMillis : full ? FULL_WARM_UP_MILLIS : QUICK_WARM_UP_MILLIS;
        Suite suite = new Suite(catalogue, cells, rounds, millis == null ? MILLIS : millis, warmUp, most());
        List<Measurement> found = suite.run();
        Machine afterwards = machine.with("load average at the end", Machine.loadAverage());
        List<String> notes = new ArrayList<>(catalogue.missing());
        notes.addAll(suite.notes());
        Run run = Run.of(found, afterwards, Commands.of(command), notes, Commit.of(home), begin);
        notes.addAll(Aims.of(run));
        return Run.of(found, afterwards, Commands.of(command), notes, run.commit(), begin);
    }

    /** {@return the time that is promised for what is measured when nothing else is asked for, without starting and ending} */
    private Duration most() {
        boolean asked = full || only != null || millis != null || warmUpMillis != null || rounds > ROUNDS;
        return asked ? Duration.ofDays(1) : Duration.ofSeconds(QUICK_SECONDS);
    }

    private void tell(Run run) throws IOException {
        ConsoleReport.of(run).forEach(System.out::println);
        Path results = out.resolve(ResultsFile.NAME);
        Path report = out.resolve(HtmlReport.NAME);
        Path kept = out.resolve("history")
                .resolve(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                                .withZone(ZoneId.systemDefault())
                                .format(run.time())
                        + ".json");
        ResultsFile.write(run, results);
        ResultsFile.write(run, kept); // for --compare
        HtmlReport.write(run, report);
        System.out.println("\nwritten: " + report + ", " + results + ", and a copy of the latter, " + kept);
    }
}
