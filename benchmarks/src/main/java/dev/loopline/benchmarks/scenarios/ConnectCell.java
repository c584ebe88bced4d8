package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.peers.Pair;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.sockets.SocketPeer;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Connections that are made one after the other, by a process that has made many and keeps one. For one thread. */
final class ConnectCell implements Cell {
    static final Scenario P50 = scenario(
            "connect and prove, p50",
            "The time until a new client is connected and both sides have proved themselves; a socket only connects."
                    + " A round's value is the median of 400.");
    static final Scenario P99 =
            scenario("connect and prove, p99", "As connect and prove, p50, but of 400 the time that four are above.");
    static final Scenario WITH_CLOSE =
            scenario("connect, prove and close, p50", "As connect and prove, p50, with the time that closing takes.");

    private static final int WARM_UP = 1_000;
    private static final int CONNECTIONS = 400;
    private static final int DIGITS = 3;
    private static final double MEDIAN = 50;
    private static final double HIGH = 99;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Peer peer;
    private final Pairs pairs;

    ConnectCell(Peer peer, Pairs pairs) {
        this.peer = peer;
        this.pairs = pairs;
    }

    private static Scenario scenario(String name, String sentence) {
        return new Scenario(
                name, sentence, "ms", false, SocketPeer.BLOCKING.contender().name());
    }

    @Override
    public Scenario scenario() {
        return P50;
    }

    @Override
    public Contender contender() {
        return peer.contender();
    }

    @Override
    public void warmUp(long millis) throws Exception {
        pairs.of(peer).client().ask("open " + WARM_UP);
    }

    @Override
    public Finding measure(long millis) throws Exception {
        Pair pair = pairs.of(peer);
        double[] nanos = pair.client().ask("open " + CONNECTIONS);
        Histogram connected = new Histogram(DIGITS);
        Histogram withClose = new Histogram(DIGITS);
        for (int i = 0; i < nanos.length; i += 2) {
            connected.recordValue((long) nanos[i]);
            withClose.recordValue((long) nanos[i + 1]);
        }
        Map<Scenario, Double> figures = new LinkedHashMap<>();
        figures.put(P50, connected.getValueAtPercentile(MEDIAN) / NANOS_PER_MILLI);
        figures.put(P99, connected.getValueAtPercentile(HIGH) / NANOS_PER_MILLI);
        figures.put(WITH_CLOSE, withClose.getValueAtPercentile(MEDIAN) / NANOS_PER_MILLI);
        return new Finding(figures, pair.pids());
    }
}
