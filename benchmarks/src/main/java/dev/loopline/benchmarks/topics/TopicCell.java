package dev.loopline.benchmarks.topics;

import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import dev.loopline.benchmarks.scenarios.Cell;
import dev.loopline.benchmarks.scenarios.Finding;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** One peer that publishes to some subscribers. For one thread. */
final class TopicCell implements Cell {
    private static final int STOP_SETTLES_MILLIS = 500;

    private final TopicScenario kind;
    private final int subscribers;
    private final TopicPeer peer;
    private final TopicCells cells;

    TopicCell(TopicScenario kind, int subscribers, TopicPeer peer, TopicCells cells) {
        this.kind = kind;
        this.subscribers = subscribers;
        this.peer = peer;
        this.cells = cells;
    }

    @Override
    public Scenario scenario() {
        return kind.scenario(subscribers);
    }

    @Override
    public Contender contender() {
        return peer.contender();
    }

    @Override
    public Finding measure(long millis) throws Exception {
        TopicProcesses processes = cells.processes(peer);
        Map<Scenario, Double> figures = new LinkedHashMap<>();
        switch (kind) {
            case RATE -> measureRate(processes, millis, figures);
            case AGE -> measureAge(processes, millis, figures);
            case STOPPED -> measureStopped(processes, millis, figures);
        }
        return new Finding(figures, processes.pids());
    }

    private void measureRate(TopicProcesses processes, long millis, Map<Scenario, Double> figures) throws IOException {
        processes.subscribers().ask("subscribe " + subscribers + " lossless");
        processes.publisher().ask("flood");
        double[] rates = processes.subscribers().ask("measure " + millis);
        figures.put(scenario(), rates[0]);
        double lost = stop(processes);
        figures.put(kind.lost(subscribers), lost);
        if (subscribers > 1) {
            figures.put(kind.slowest(subscribers), rates[1]);
        }
    }

    /** {@return how many of the events that were published did not arrive} */
    private static double stop(TopicProcesses processes) throws IOException {
        double published = processes.publisher().ask("stop")[0];
        double[] missing = processes.subscribers().ask("settle " + (long) published);
        processes.subscribers().ask("unsubscribe");
        return missing[0];
    }

    private void measureAge(TopicProcesses processes, long millis, Map<Scenario, Double> figures) throws IOException {
        processes.subscribers().ask("subscribe " + subscribers + " lossy");
        processes.publisher().ask("pace " + TopicScenario.PACE);
        processes.subscribers().ask("times " + STOP_SETTLES_MILLIS); // what only the first events do
        double[] times = processes.subscribers().ask("times " + millis);
        figures.put(scenario(), times[0]);
        figures.put(kind.percentile("p99"), times[1]);
        figures.put(kind.percentile("p99.9"), times[2]);
        stop(processes);
    }

    /** The same once with all subscribers and once, right after, with one that is stopped. */
    private void measureStopped(TopicProcesses processes, long millis, Map<Scenario, Double> figures)
            throws IOException, InterruptedException {
        processes.subscribers().ask("subscribe " + subscribers + " lossy");
        processes.others().ask("subscribe 1 lossy");
        processes.publisher().ask("pace " + TopicScenario.PACE);
        processes.subscribers().ask("times " + STOP_SETTLES_MILLIS);
        double before = processes.subscribers().ask("times " + millis)[1];
        processes.others().stop(true);
        try {
            processes.subscribers().ask("times " + STOP_SETTLES_MILLIS); // until its queue is full
            figures.put(scenario(), processes.subscribers().ask("times " + millis)[1] / before);
        } finally {
            processes.others().stop(false);
        }
        stop(processes);
        processes.others().ask("unsubscribe");
    }
}
