package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.peers.Pair;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Small calls, one after the other, while a stream moves much: once on the same connection, once on another one of the same two
 * processes, so that the machine has as much to do. For one thread.
 */
final class BesideBulkCell implements Cell {
    static final Scenario SAME_P99 = scenario("the same connection", "p99", "us", false);
    static final Scenario OTHER_P99 = scenario("another connection", "p99", "us", false);

    private static final Scenario SAME_P50 = scenario("the same connection", "p50", "us", false);
    private static final Scenario OTHER_P50 = scenario("another connection", "p50", "us", false);
    private static final Scenario SAME_STREAM = scenario("the same connection", "the stream", "MB/s", true);
    private static final Scenario OTHER_STREAM = scenario("another connection", "the stream", "MB/s", true);

    private static final int BULK_BYTES = 1024 * 1024;
    private static final long MOST_MEBIBYTES = 1024;
    private static final long MEBIBYTES_PER_MILLI = 2;

    private final Peer peer;
    private final Pairs pairs;

    BesideBulkCell(Peer peer, Pairs pairs) {
        this.peer = peer;
        this.pairs = pairs;
    }

    private static Scenario scenario(String where, String what, String unit, boolean higherIsBetter) {
        return new Scenario(
                "beside bulk on " + where + ", " + what,
                "One thread makes calls of 64 B while a stream of 1 MiB messages is moved on " + where + ": " + what
                        + ".",
                unit,
                higherIsBetter,
                null);
    }

    @Override
    public Scenario scenario() {
        return SAME_P99;
    }

    @Override
    public Contender contender() {
        return peer.contender();
    }

    @Override
    public Finding measure(long millis) throws Exception {
        Pair pair = pairs.of(peer);
        long mebibytes = Math.min(MOST_MEBIBYTES, MEBIBYTES_PER_MILLI * millis);
        double[] same = pair.client().ask("beside " + BULK_BYTES + " " + mebibytes + " same");
        double[] other = pair.client().ask("beside " + BULK_BYTES + " " + mebibytes + " other");
        Map<Scenario, Double> figures = new LinkedHashMap<>();
        figures.put(SAME_P99, same[1]);
        figures.put(OTHER_P99, other[1]);
        figures.put(SAME_P50, same[0]);
        figures.put(OTHER_P50, other[0]);
        figures.put(SAME_STREAM, same[3]);
        figures.put(OTHER_STREAM, other[3]);
        return new Finding(figures, pair.pids());
    }
}
