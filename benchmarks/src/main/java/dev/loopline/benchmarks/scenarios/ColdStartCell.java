package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.Child;
import dev.loopline.benchmarks.peers.ColdStart;
import dev.loopline.benchmarks.peers.Pair;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JVM that starts, connects, makes one call and says so. For one thread. */
final class ColdStartCell implements Cell {
    static final String EMPTY = "empty JVM";
    static final String SHARING = ", class data sharing";
    static final Scenario COLD_START = new Scenario(
            "cold start",
            "The time from the start of a JVM until it has its first reply from a server that runs; an empty JVM only"
                    + " says a word.",
            "ms",
            false,
            EMPTY);

    private static final double NANOS_PER_MILLI = 1e6;

    private final Contender contender;
    private final Class<?> main;
    private final @Nullable Peer peer;
    private final boolean sharing;
    private final Pairs pairs;

    private ColdStartCell(Contender contender, Class<?> main, @Nullable Peer peer, boolean sharing, Pairs pairs) {
        this.contender = contender;
        this.main = main;
        this.peer = peer;
        this.sharing = sharing;
        this.pairs = pairs;
    }

    static ColdStartCell empty(Pairs pairs) {
        Contender contender = new Contender(EMPTY, Versions.java(), "no options", Contender.Role.FLOOR);
        return new ColdStartCell(contender, ColdStart.class, null, false, pairs);
    }

    static ColdStartCell of(Peer peer, Class<?> main, boolean sharing, Pairs pairs) {
        Contender plain = peer.contender();
        Contender contender = new Contender(
                plain.name() + (sharing ? SHARING : ""),
                plain.version(),
                sharing
                        ? "a JVM with -XX:SharedArchiveFile, made by -XX:ArchiveClassesAtExit"
                        : "a JVM without options",
                plain.role());
        return new ColdStartCell(contender, main, peer, sharing, pairs);
    }

    @Override
    public Scenario scenario() {
        return COLD_START;
    }

    @Override
    public Contender contender() {
        return contender;
    }

    @Override
    public void warmUp(long millis) throws Exception {
        measure(millis); // files are in memory from here on
    }

    @Override
    public Finding measure(long millis) throws Exception {
        List<Long> pids = new ArrayList<>();
        String directory = "";
        if (peer != null) {
            Pair pair = pairs.of(peer);
            pids.addAll(pair.pids());
            directory = pair.directory() + " " + pair.port();
        }
        List<String> options = new ArrayList<>();
        if (sharing) {
            options.add("-XX:SharedArchiveFile=" + archive(directory));
        }
        long begin = System.nanoTime();
        try (Child started = Child.start(main, options, directory.split(" "))) {
            started.answer();
            double took = System.nanoTime() - begin;
            pids.add(started.pid());
            return new Finding(Map.of(COLD_START, took / NANOS_PER_MILLI), pids);
        }
    }

    /** {@return an archive of the classes that such a client loads, made when it is first needed} */
    private Path archive(String directory) throws IOException {
        Path archive = pairs.scratch().resolve(main.getSimpleName() + ".jsa");
        if (!Files.exists(archive)) {
            try (Child dumping = Child.start(
                    main, List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"), directory.split(" "))) {
                dumping.answer();
            }
            if (!Files.exists(archive)) {
                throw new IOException("no archive of classes was made (expected: a class path of jars only)");
            }
        }
        return archive;
    }
}
