package dev.loopline.benchmarks.streams;

import dev.loopline.benchmarks.Child;
import dev.loopline.benchmarks.Machine;
import dev.loopline.benchmarks.Results;
import dev.loopline.benchmarks.RuntimeDirectory;
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
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures streams beside gRPC, RSocket and plain sockets. Each of them has a process for its server and one for its
 * client, which live as long as the run, so that all are warm; only one of them works at a time.
 *
 * <p><b>Threading:</b> for one thread.
 */
@Command(
        name = "ipc bench streams",
        mixinStandardHelpOptions = true,
        description = "Measures streams beside gRPC, RSocket and plain sockets, each server in its own process.")
public final class StreamBench implements Callable<Integer> {
    /** No heap that is touched from the start: what a process holds is measured too. */
    private static final List<String> JVM_OPTIONS = List.of("-Xms256m", "-Xmx512m", "-XX:+UseParallelGC");

    private static final int STOPPED_BYTES = 64 * 1024;
    private static final int BULK_BYTES = 1024 * 1024;

    @Option(names = "--rounds", defaultValue = "5", description = "How often all is measured (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--millis",
            defaultValue = "500",
            description = "How long each is measured, in milliseconds (${DEFAULT-VALUE}).")
    private long millis = 500;

    @Option(
            names = "--warm-up",
            defaultValue = "2000",
            description = "How long each runs before that, in milliseconds (${DEFAULT-VALUE}).")
    private long warmUpMillis = 2000;

    @Option(
            names = "--stop",
            defaultValue = "10",
            description = "How long the consumer is stopped, in seconds (${DEFAULT-VALUE}).")
    private int stopSeconds = 10;

    @Option(
            names = "--bulk",
            defaultValue = "1024",
            description = "What a stream moves beside small calls, in MiB (${DEFAULT-VALUE}).")
    private int bulkMebibytes = 1024;

    @Option(names = "--only", paramLabel = "REGEX", description = "Measures only what it finds the name of.")
    private Pattern only = Pattern.compile("");

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (benchmarks/target/bench).")
    private Path out;

    private final Path home = Path.of(System.getProperty("loopline.home", "."));
    private final Results results = new Results();
    private final Map<Peer, Child> clients = new EnumMap<>(Peer.class);
    private final List<AutoCloseable> started = new ArrayList<>();

    StreamBench() {
        out = home.resolve("benchmarks/target/bench");
    }

    /**
     * Runs the command.
     *
     * @param args {@code --help} lists them
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new StreamBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) {
            System.err.println("--rounds: " + rounds + " (expected: >= 1)");
            return CommandLine.ExitCode.USAGE;
        }
        Path directory = out.resolve("streams-"
                + LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
        Files.createDirectories(directory);
        List<String> report = new ArrayList<>(Machine.describe(home));
        report.add("rounds: " + rounds + " of " + millis + " ms");
        report.add("");
        try {
            measureRates();
            measureFairness();
            measureStopped();
        } finally {
            closeAll();
        }
        report.addAll(StreamReport.of(results));
        report.forEach(System.out::println);
        Files.write(directory.resolve("results.md"), report);
        Files.writeString(directory.resolve("results.json"), results.toJson());
        System.out.println("\nAll of it is in " + directory);
        return 0;
    }

    private void measureRates() throws IOException {
        List<StreamCell> order = new ArrayList<>(
                StreamCell.ALL.stream().filter(cell -> wanted(cell.name())).toList());
        for (StreamCell cell : order) {
            client(cell.peer()).ask(cell.command(warmUpMillis));
        }
        for (int round = 1; round <= rounds; round++) {
            System.err.printf("round %d of %d%n", round, rounds);
            for (StreamCell cell : order) {
                results.add(cell.name(), client(cell.peer()).ask(cell.command(millis))[0]);
            }
            Collections.reverse(order); // so that none is always the one after a certain other
        }
    }

    private void measureFairness() throws IOException {
        List<String> order = new ArrayList<>(List.of("same", "other"));
        if (!wanted(StreamReport.FAIRNESS)) {
            return;
        }
        Child client = client(Peer.LOOPLINE);
        for (String where : order) {
            client.ask("fair " + BULK_BYTES + " " + bulkMebibytes + " " + where); // warms up
        }
        for (int round = 1; round <= rounds; round++) {
            System.err.printf("calls beside bulk, round %d of %d%n", round, rounds);
            for (String where : order) {
                double[] answer = client.ask("fair " + BULK_BYTES + " " + bulkMebibytes + " " + where);
                results.add(StreamReport.FAIRNESS + " p50 " + where, answer[0]);
                results.add(StreamReport.FAIRNESS + " p99 " + where, answer[1]);
                results.add(StreamReport.FAIRNESS + " calls " + where, answer[2]);
                results.add(StreamReport.FAIRNESS + " MB/s " + where, answer[3]);
            }
            Collections.reverse(order);
        }
    }

    private void measureStopped() throws Exception {
        if (!wanted(StreamReport.STOPPED)) {
            return;
        }
        // Of their own: the heaps of those that have measured are all touched, and would hide a growth.
        try (RuntimeDirectory directory = RuntimeDirectory.make();
                Child server = start(ServerProcess.class, "LOOPLINE", directory)) {
            server.answer();
            try (Child client = start(ClientProcess.class, "LOOPLINE", directory, "0")) {
                client.answer();
                client.ask("stop " + STOPPED_BYTES);
                remember("before", client.ask("memory"), server.ask("memory"));
                System.err.printf("the consumer is stopped for %d s%n", stopSeconds);
                Thread.sleep(1000L * stopSeconds);
                remember("after", client.ask("memory"), server.ask("memory"));
                client.ask("release");
            }
        }
    }

    private void remember(String when, double[] client, double[] server) {
        results.add(StreamReport.STOPPED + " client heap " + when, client[0]);
        results.add(StreamReport.STOPPED + " client resident " + when, client[1]);
        results.add(StreamReport.STOPPED + " server heap " + when, server[0]);
        results.add(StreamReport.STOPPED + " server resident " + when, server[1]);
    }

    private boolean wanted(String name) {
        return only.matcher(name).find();
    }

    private Child client(Peer peer) throws IOException {
        Child known = clients.get(peer);
        if (known != null) {
            return known;
        }
        RuntimeDirectory directory = RuntimeDirectory.make();
        started.add(directory);
        Child server = start(ServerProcess.class, peer.name(), directory);
        started.add(server);
        String port = Integer.toString((int) server.answer()[0]);
        Child client = start(ClientProcess.class, peer.name(), directory, port);
        started.add(client);
        client.answer();
        clients.put(peer, client);
        return client;
    }

    private static Child start(Class<?> main, String peer, RuntimeDirectory directory, String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(peer, directory.path().toString()));
        arguments.addAll(List.of(more));
        return Child.start(main, JVM_OPTIONS, arguments.toArray(new String[0]));
    }

    private void closeAll() throws Exception {
        Collections.reverse(started); // clients before their servers
        for (AutoCloseable each : started) {
            each.close();
        }
    }
}
