package dev.loopline.benchmarks.topics;

import dev.loopline.benchmarks.CopyReport;
import dev.loopline.benchmarks.Machine;
import dev.loopline.benchmarks.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures topics beside NATS, and JeroMQ for information: publisher, hub and subscribers each in a process of its own.
 *
 * <p><b>Threading:</b> for one thread.
 */
@Command(
        name = "ipc bench topics",
        mixinStandardHelpOptions = true,
        description =
                "Measures topics beside NATS and JeroMQ; publisher, hub and subscribers in processes of their own.")
public final class TopicBench implements Callable<Integer> {
    private static final int STOP_SETTLES_MILLIS = 500;

    @Option(names = "--rounds", defaultValue = "5", description = "How often all is measured (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--millis",
            defaultValue = "1000",
            description = "How long each is measured, in milliseconds (${DEFAULT-VALUE}).")
    private long millis = 1000;

    @Option(
            names = "--warm-up",
            defaultValue = "3000",
            description = "How long each runs before that, in milliseconds (${DEFAULT-VALUE}).")
    private long warmUpMillis = 3000;

    @Option(names = "--only", paramLabel = "REGEX", description = "Measures only what it finds the name of.")
    private Pattern only = Pattern.compile("");

    @Option(names = "--list", description = "Lists the names and measures nothing.")
    private boolean list;

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (benchmarks/target/bench).")
    private Path out;

    private final Path home = Path.of(System.getProperty("loopline.home", "."));
    private final Optional<Path> natsServer = NatsServer.find();
    private final Results results = new Results();
    private final Map<TopicPeer, TopicProcesses> running = new EnumMap<>(TopicPeer.class);

    TopicBench() {
        out = home.resolve("benchmarks/target/bench");
    }

    /**
     * Runs the command.
     *
     * @param args {@code --help} lists them
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TopicBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) {
            System.err.println("--rounds: " + rounds + " (expected: >= 1)");
            return CommandLine.ExitCode.USAGE;
        }
        List<TopicCell> cells = TopicCell.ALL.stream()
                .filter(cell -> only.matcher(cell.name()).find())
                .toList();
        if (list) {
            TopicCell.ALL.forEach(cell -> System.out.println(cell.name()));
            System.out.println(TopicReport.COPIES);
            return 0;
        }
        Path directory = out.resolve("topics-"
                + LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
        Files.createDirectories(directory);
        List<String> report = new ArrayList<>(Machine.describe(home));
        report.add("rounds: " + rounds + " of " + millis + " ms");
        if (natsServer.isEmpty()) {
            report.add(NatsServer.MISSING);
        }
        report.add("");
        try {
            measure(cells);
        } finally {
            closeAll();
        }
        report.addAll(TopicReport.of(results));
        if (only.matcher(TopicReport.COPIES).find()) {
            report.add("");
            report.addAll(TopicReport.copies(CopyReport.count(TopicCopies.class)));
        }
        report.forEach(System.out::println);
        Files.write(directory.resolve("results.md"), report);
        Files.writeString(directory.resolve("results.json"), results.toJson());
        System.out.println("\nAll of it is in " + directory);
        return 0;
    }

    private void measure(List<TopicCell> wanted) throws IOException, InterruptedException {
        List<TopicCell> order = new ArrayList<>(wanted);
        order.removeIf(cell -> cell.peer() == TopicPeer.NATS && natsServer.isEmpty());
        Results warmUp = new Results();
        for (TopicCell cell : order) {
            System.err.println("warming up: " + cell.name());
            measure(cell, warmUpMillis, warmUp);
        }
        for (int round = 1; round <= rounds; round++) {
            System.err.printf("round %d of %d%n", round, rounds);
            for (TopicCell cell : order) {
                measure(cell, millis, results);
            }
            Collections.reverse(order); // so that none is always the one after a certain other
        }
    }

    private void measure(TopicCell cell, long howLong, Results to) throws IOException, InterruptedException {
        TopicProcesses processes = running.get(cell.peer());
        if (processes == null) {
            processes = TopicProcesses.start(cell.peer(), natsServer);
            running.put(cell.peer(), processes);
        }
        switch (cell.kind()) {
            case RATE -> measureRate(cell, processes, howLong, to);
            case AGE -> measureAge(cell, processes, howLong, to);
            case STOPPED -> measureStopped(cell, processes, howLong, to);
        }
    }

    private static void measureRate(TopicCell cell, TopicProcesses processes, long howLong, Results to)
            throws IOException {
        processes.subscribers().ask("subscribe " + cell.subscribers() + " lossless");
        processes.publisher().ask("flood");
        double[] rates = processes.subscribers().ask("measure " + howLong);
        to.add(cell.name() + " all", rates[0]);
        to.add(cell.name() + " least", rates[1]);
        to.add(cell.name() + " most", rates[2]);
        stop(cell, processes, to);
    }

    private static void stop(TopicCell cell, TopicProcesses processes, Results to) throws IOException {
        double published = processes.publisher().ask("stop")[0];
        double[] missing = processes.subscribers().ask("settle " + (long) published);
        to.add(cell.name() + " published", published);
        to.add(cell.name() + " lost", missing[0]);
        to.add(cell.name() + " told", missing[1]);
        processes.subscribers().ask("unsubscribe");
    }

    private static void measureAge(TopicCell cell, TopicProcesses processes, long howLong, Results to)
            throws IOException {
        processes.subscribers().ask("subscribe " + cell.subscribers() + " lossy");
        processes.publisher().ask("pace " + TopicCell.PACE);
        processes.subscribers().ask("times " + STOP_SETTLES_MILLIS); // what only the first events do
        times(cell.name(), processes.subscribers().ask("times " + howLong), to);
        stop(cell, processes, to);
    }

    private static void times(String name, double[] times, Results to) {
        to.add(name + " p50", times[0]);
        to.add(name + " p99", times[1]);
        to.add(name + " p99.9", times[2]);
        to.add(name + " events", times[3]);
    }

    /** The same once with all subscribers and once, right after, with one that is stopped. */
    private static void measureStopped(TopicCell cell, TopicProcesses processes, long howLong, Results to)
            throws IOException, InterruptedException {
        processes.subscribers().ask("subscribe " + cell.subscribers() + " lossy");
        processes.others().ask("subscribe 1 lossy");
        processes.publisher().ask("pace " + TopicCell.PACE);
        processes.subscribers().ask("times " + STOP_SETTLES_MILLIS);
        times(cell.name() + " none", processes.subscribers().ask("times " + howLong), to);
        processes.stopOthers();
        try {
            processes.subscribers().ask("times " + STOP_SETTLES_MILLIS); // until its queue is full
            times(cell.name() + " one", processes.subscribers().ask("times " + howLong), to);
        } finally {
            processes.resumeOthers();
        }
        stop(cell, processes, to);
        processes.others().ask("unsubscribe");
    }

    private void closeAll() throws Exception {
        for (TopicProcesses each : running.values()) {
            each.close();
        }
    }
}
