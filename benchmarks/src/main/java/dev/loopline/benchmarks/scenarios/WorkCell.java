package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.Slice;
import dev.loopline.benchmarks.load.Work;
import dev.loopline.benchmarks.peers.Pair;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;
import java.util.List;
import java.util.Map;

/** A peer that does one kind of work as fast as it can. For one thread. */
final class WorkCell implements Cell {
    private final Scenario scenario;
    private final Work work;
    private final Figure figure;
    private final Peer peer;
    private final Pairs pairs;

    /** What becomes the value of a round. */
    enum Figure {
        /** The median time, in microseconds. */
        P50 {
            @Override
            double of(Slice slice, Work work) {
                return slice.micros(50);
            }
        },
        /** How many per second. */
        PER_SECOND {
            @Override
            double of(Slice slice, Work work) {
                return slice.perSecond();
            }
        },
        /** Payload per second, in 10^6 bytes. */
        MEGABYTES_PER_SECOND {
            @Override
            double of(Slice slice, Work work) {
                return slice.perSecond() * work.bytes() / 1e6;
            }
        };

        abstract double of(Slice slice, Work work);
    }

    WorkCell(Scenario scenario, Work work, Figure figure, Peer peer, Pairs pairs) {
        this.scenario = scenario;
        this.work = work;
        this.figure = figure;
        this.peer = peer;
        this.pairs = pairs;
    }

    @Override
    public Scenario scenario() {
        return scenario;
    }

    @Override
    public Contender contender() {
        return peer.contender();
    }

    @Override
    public Finding measure(long millis) throws Exception {
        Pair pair = pairs.of(peer);
        pair.rest(false);
        Slice slice = pair.measure(work, millis);
        List<Long> resident = pair.residentBytes();
        pair.rest(true);
        return new Finding(
                Map.of(scenario, figure.of(slice, work)),
                slice.times().getTotalCount() == 0 ? null : slice.times(),
                slice,
                resident,
                List.of(),
                pair.pids());
    }
}
