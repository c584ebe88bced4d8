package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.peers.ColdStart;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.peers.loopline.ColdHelper;
import dev.loopline.benchmarks.peers.loopline.LooplinePeer;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import dev.loopline.process.HelperProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A helper process that is started, beside a JVM of the same class path that only says a word. For one thread. */
final class HelperStartCell implements Cell {
    static final Scenario HELPER_START = new Scenario(
            "helper start",
            "The time from the start of a helper process until it has said that it is ready; an empty JVM of the same"
                    + " class path only says a word. The starting process has started others before.",
            "ms",
            false,
            ColdStartCell.EMPTY);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern NEEDED =
            Pattern.compile("^(ipc-|netty-|protobuf-|slf4j-|jctools-|jspecify-|micrometer-|HdrHistogram-|benchmarks)");
    private static final double NANOS_PER_MILLI = 1e6;

    private final Contender contender;
    private final List<String> options;
    private final boolean sharing;
    private final Pairs pairs;

    private HelperStartCell(Contender contender, List<String> options, boolean sharing, Pairs pairs) {
        this.contender = contender;
        this.options = options;
        this.sharing = sharing;
        this.pairs = pairs;
    }

    static List<HelperStartCell> all(Pairs pairs) {
        Contender plain = LooplinePeer.DEFAULT.contender();
        List<HelperStartCell> cells = new ArrayList<>();
        cells.add(new HelperStartCell(
                new Contender(ColdStartCell.EMPTY, Versions.java(), "no options", Contender.Role.FLOOR),
                List.of(),
                false,
                pairs));
        cells.add(new HelperStartCell(
                new Contender(plain.name(), plain.version(), "HelperProcess.java, without options", plain.role()),
                List.of(),
                false,
                pairs));
        cells.add(new HelperStartCell(
                new Contender(
                        plain.name() + ColdStartCell.SHARING,
                        plain.version(),
                        "with -XX:SharedArchiveFile, -XX:TieredStopAtLevel=1 and -XX:+UseSerialGC",
                        plain.role()),
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                true,
                pairs));
        return cells;
    }

    @Override
    public Scenario scenario() {
        return HELPER_START;
    }

    @Override
    public Contender contender() {
        return contender;
    }

    @Override
    public Finding measure(long millis) throws Exception {
        return contender.name().equals(ColdStartCell.EMPTY) ? empty() : helper();
    }

    private static Finding empty() throws IOException {
        long begin = System.nanoTime();
        Process started = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        ColdStart.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = started.getInputStream()) {
            if (output.read() < 0) {
                throw new IOException("an empty JVM said nothing (expected: a number)");
            }
            return found(begin, started.pid());
        }
    }

    /** {@return what an application has that uses nothing but Loopline; this process has all contenders on its path} */
    private static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(entry ->
                        NEEDED.matcher(String.valueOf(entry.getFileName())).find())
                .toList();
    }

    private Finding helper() throws IOException {
        List<String> all = new ArrayList<>(options);
        if (sharing) {
            all.add("-XX:SharedArchiveFile=" + archive());
        }
        long begin = System.nanoTime();
        try (HelperProcess helper = start(all)) {
            return found(begin, helper.pid());
        }
    }

    private static Finding found(long beginNanos, long pid) {
        return new Finding(Map.of(HELPER_START, (System.nanoTime() - beginNanos) / NANOS_PER_MILLI), List.of(pid));
    }

    private static HelperProcess start(List<String> options) {
        return HelperProcess.java(ColdHelper.class)
                .jvmOptions(options.toArray(String[]::new))
                .classPath(classPath().toArray(Path[]::new))
                .output(line -> System.err.println(line.text()))
                .start(PATIENCE);
    }

    /** {@return an archive of the classes that such a helper loads, made when it is first needed} */
    private Path archive() throws IOException {
        Path archive = pairs.scratch().resolve("ColdHelper.jsa");
        if (!Files.exists(archive)) {
            List<String> dumping = new ArrayList<>(options);
            dumping.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"));
            HelperProcess helper = start(dumping);
            helper.close();
            if (!Files.exists(archive)) {
                throw new IOException("no archive of classes was made: " + helper.lastExit()
                        + " (expected: a class path of jars only)");
            }
        }
        return archive;
    }
}
