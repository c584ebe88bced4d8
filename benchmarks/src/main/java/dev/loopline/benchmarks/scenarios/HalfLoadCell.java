package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.Slice;
import dev.loopline.benchmarks.load.Work;
import dev.loopline.benchmarks.peers.Pair;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls at half the rate at which some peer is saturated, made by that peer or by another. For one thread. */
final class HalfLoadCell implements Cell {
    private static final int LEAST_RATE = 100;

    private final OpenLoopCell reference;
    private final Peer peer;
    private final Pairs pairs;
    private int rate; // fixed when it is first needed, so that all rounds have the same

    HalfLoadCell(OpenLoopCell reference, Peer peer, Pairs pairs) {
        this.reference = reference;
        this.peer = peer;
        this.pairs = pairs;
    }

    static Scenario p999(String reference) {
        return scenario(reference, "p99.9");
    }

    static Scenario p50(String reference) {
        return scenario(reference, "p50");
    }

    private static Scenario scenario(String reference, String what) {
        return new Scenario(
                "open loop 64 B at half of what saturates " + reference + ", " + what,
                "Calls arrive at even times fixed beforehand, at half the rate at which " + reference
                        + " does not keep up any more; their times count from when they were to be made.",
                "us",
                false,
                null);
    }

    @Override
    public Scenario scenario() {
        return p999(reference.contender().name());
    }

    @Override
    public Contender contender() {
        return peer.contender();
    }

    @Override
    public void warmUp(long millis) throws Exception {
        if (reference.saturation() == 0) {
            reference.warmUp(millis);
        }
    }

    @Override
    public Finding measure(long millis) throws Exception {
        if (rate == 0) {
            rate = (int) Math.max(LEAST_RATE, reference.saturation() / 2);
        }
        Pair pair = pairs.of(peer);
        Slice slice = pair.measure(new Work(Work.Kind.OPEN, Catalogue.SMALL, rate), millis);
        Map<Scenario, Double> figures = new LinkedHashMap<>();
        figures.put(scenario(), slice.micros(99.9));
        figures.put(p50(reference.contender().name()), slice.micros(50));
        return new Finding(
                figures,
                slice.times(),
                slice,
                pair.residentBytes(),
                List.of(OpenLoopCell.step(rate, slice)),
                pair.pids());
    }
}
