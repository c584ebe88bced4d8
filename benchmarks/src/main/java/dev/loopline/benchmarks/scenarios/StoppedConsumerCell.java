package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.peers.Pair;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A client that reads a part of a stream and then no more, while the server's handler goes on: how much memory both sides
 * take meanwhile. In processes of their own, since the heaps of those that measure are all touched and would hide it. For one
 * thread.
 */
final class StoppedConsumerCell implements Cell {
    static final List<Scenario> GROWN = List.of(
            scenario("client heap"), scenario("client resident"), scenario("server heap"), scenario("server resident"));

    private static final int BYTES = 64 * 1024;
    private static final long LONGER = 30; // than a round, which makes it some ten seconds
    private static final double MEBIBYTE = 1 << 20;

    private final Peer peer;

    StoppedConsumerCell(Peer peer) {
        this.peer = peer;
    }

    private static Scenario scenario(String what) {
        return new Scenario(
                "consumer stopped, " + what,
                "A consumer reads 2,000 messages of 64 KiB and then no more: by how much " + what
                        + " memory has grown some ten seconds later (heap: reachable after a collection).",
                "MiB",
                false,
                null);
    }

    @Override
    public Scenario scenario() {
        return GROWN.get(0);
    }

    @Override
    public Contender contender() {
        return peer.contender();
    }

    @Override
    public void warmUp(long millis) {}

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public Finding measure(long millis) throws Exception {
        try (Pair pair = Pair.start(peer)) {
            pair.client().ask("stop " + BYTES);
            double[] before = memory(pair);
            Thread.sleep(LONGER * millis);
            double[] after = memory(pair);
            pair.client().ask("release");
            Map<Scenario, Double> figures = new LinkedHashMap<>();
            for (int i = 0; i < before.length; i++) {
                figures.put(GROWN.get(i), Math.max(0, after[i] - before[i]) / MEBIBYTE);
            }
            return new Finding(figures, pair.pids());
        }
    }

    private static double[] memory(Pair pair) throws Exception {
        double[] client = pair.client().ask("memory");
        double[] server = pair.server().ask("memory");
        return new double[] {client[0], client[1], server[0], server[1]};
    }
}
