package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.peers.loopline.LooplinePeer;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Clients of a server that is killed and started anew a few times. For one thread. */
final class RestartCell implements Cell {
    static final Scenario RECONNECT = scenario(
            "reconnect after a restart",
            "A server is ended by kill -9 and another one of its name started: the time from when the new endpoint was"
                    + " written until each of 8 clients in one process has had a reply again. A round's value is the p99"
                    + " of 5 restarts, which is the slowest client.");
    static final Scenario NOTICE = scenario(
            "notice of kill -9",
            "The time from kill -9 of a server until each of 8 clients in one process has seen its call under way fail."
                    + " A round's value is the p99 of 5 kills, which is the slowest client.");

    private static final int CLIENTS = 8;
    private static final int RESTARTS = 5;
    private static final int DIGITS = 3;
    private static final double HIGH = 99;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Scenario scenario;

    RestartCell(Scenario scenario) {
        this.scenario = scenario;
    }

    private static Scenario scenario(String name, String sentence) {
        return new Scenario(name, sentence, "ms", false, null);
    }

    @Override
    public Scenario scenario() {
        return scenario;
    }

    @Override
    public Contender contender() {
        return LooplinePeer.DEFAULT.contender();
    }

    @Override
    public void warmUp(long millis) {}

    @Override
    public Finding measure(long millis) throws Exception {
        Histogram times = new Histogram(DIGITS);
        List<Long> pids = new ArrayList<>();
        try (RestartedServer server = RestartedServer.start(CLIENTS)) {
            pids.add(server.clientPid());
            server.kill();
            server.restart(); // the first time the clients load the code for it
            for (int i = 0; i < RESTARTS; i++) {
                pids.add(server.pid());
                double[] noticed = server.kill();
                double[] reconnected = server.restart();
                for (double nanos : scenario.equals(NOTICE) ? noticed : reconnected) {
                    times.recordValue((long) nanos);
                }
            }
        }
        double slowest = times.getValueAtPercentile(HIGH) / NANOS_PER_MILLI;
        return new Finding(Map.of(scenario, slowest), times, null, List.of(), List.of(), pids);
    }
}
