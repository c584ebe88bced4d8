package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.peers.Pair;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Many connections on which nothing happens: what each takes of memory, and all of the processors. For one thread. */
final class IdleCell implements Cell {
    static final Scenario SERVER_MEMORY = memory("server");
    static final Scenario CLIENT_MEMORY = memory("client");
    static final Scenario SERVER_CPU = cpu("server");
    static final Scenario CLIENT_CPU = cpu("client");

    private static final int FIRST = 50; // whose memory is that of code and pools
    static final long LONGER = 15; // than a round, which makes it some five seconds
    /** All of the heap is resident from the start, so that what grows is memory beside it; what lives in it is added. */
    private static final List<String> TOUCHED_HEAP =
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=4g");

    private static final double KIBIBYTE = 1024;

    private final Peer peer;
    private final int connections;

    IdleCell(Peer peer, int connections) {
        this.peer = peer;
        this.connections = connections;
    }

    private static Scenario memory(String side) {
        return new Scenario(
                "idle connections, memory of the " + side,
                "By how much the memory of the " + side
                        + " grows per connection, each of which has made one call: live heap, "
                        + "and resident memory beside the heap.",
                "KiB",
                false,
                null);
    }

    private static Scenario cpu(String side) {
        return new Scenario(
                "idle connections, CPU of the " + side,
                "What the " + side + " with all idle connections takes of one processor.",
                "%",
                false,
                IdleJvmCell.IDLE_JVM.name());
    }

    @Override
    public Scenario scenario() {
        return SERVER_MEMORY;
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
        try (Pair pair = Pair.start(peer, TOUCHED_HEAP)) {
            pair.client().ask("connect " + FIRST);
            double[] clientBefore = pair.client().ask("memory");
            double[] serverBefore = pair.server().ask("memory");
            pair.client().ask("connect " + connections);
            double[] clientAfter = pair.client().ask("memory");
            double[] serverAfter = pair.server().ask("memory");
            Thread.sleep(LONGER * millis / 3); // whoever stays awake for a while after traffic has gone to sleep
            double[] cpu = IdleJvmCell.percent(
                    List.of(pair.client().pid(), pair.server().pid()), LONGER * millis);
            Map<Scenario, Double> figures = new LinkedHashMap<>();
            figures.put(SERVER_MEMORY, perConnection(serverBefore, serverAfter));
            figures.put(CLIENT_MEMORY, perConnection(clientBefore, clientAfter));
            figures.put(SERVER_CPU, cpu[1]);
            figures.put(CLIENT_CPU, cpu[0]);
            return new Finding(figures, pair.pids());
        }
    }

    private double perConnection(double[] before, double[] after) {
        return Math.max(0, after[0] - before[0] + after[1] - before[1]) / connections / KIBIBYTE;
    }
}
