package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.Slice;
import dev.loopline.benchmarks.load.Work;
import dev.loopline.benchmarks.peers.Pair;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.netty.NettyPeer;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.LoadStep;
import dev.loopline.benchmarks.report.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls at fixed rates, each higher than the one before, until a peer does not keep up. For one thread. */
final class OpenLoopCell implements Cell {
    static final Scenario SATURATION = new Scenario(
            "open loop 64 B, saturation",
            "Calls arrive at even times fixed beforehand, in steps of rising rates until fewer than nine tenths are"
                    + " done in time; a round's value is the most that was done. Times count from when a call was to be"
                    + " made.",
            "calls/s",
            true,
            NettyPeer.YIELDING.contender().name());

    private static final int[] RATES = {
        1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 70_000, 100_000, 150_000, 200_000, 300_000, 500_000, 800_000,
        1_200_000
    };
    private static final double KEEPS_UP = 0.9;

    private final Peer peer;
    private final Pairs pairs;
    private double saturation;

    OpenLoopCell(Peer peer, Pairs pairs) {
        this.peer = peer;
        this.pairs = pairs;
    }

    @Override
    public Scenario scenario() {
        return SATURATION;
    }

    @Override
    public Contender contender() {
        return peer.contender();
    }

    @Override
    public void warmUp(long millis) throws Exception {
        pairs.of(peer).measure(new Work(Work.Kind.ASYNC, Catalogue.SMALL, Catalogue.IN_FLIGHT), millis);
        if (saturation == 0) {
            measure(millis / RATES.length + 1); // so that half of it is known, whatever comes first in a round
        }
    }

    @Override
    public Finding measure(long millis) throws Exception {
        Pair pair = pairs.of(peer);
        List<LoadStep> steps = new ArrayList<>();
        double most = 0;
        for (int rate : RATES) {
            Slice slice = pair.measure(new Work(Work.Kind.OPEN, Catalogue.SMALL, rate), millis);
            steps.add(step(rate, slice));
            most = Math.max(most, slice.perSecond());
            if (slice.perSecond() < KEEPS_UP * rate) {
                break;
            }
        }
        saturation = most;
        return new Finding(Map.of(SATURATION, most), null, null, List.of(), steps, pair.pids());
    }

    static LoadStep step(int rate, Slice slice) {
        return new LoadStep(rate, slice.perSecond(), slice.micros(50), slice.micros(99), slice.micros(99.9));
    }

    /** {@return the most that it did in its last round, or in its warm-up before the first} */
    double saturation() {
        return saturation;
    }
}
