package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.VirtualThreads;
import dev.loopline.benchmarks.load.Work;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.aeron.AeronPeer;
import dev.loopline.benchmarks.peers.grpc.GrpcPeer;
import dev.loopline.benchmarks.peers.jeromq.JeromqPeer;
import dev.loopline.benchmarks.peers.loopline.LooplinePeer;
import dev.loopline.benchmarks.peers.nats.NatsPeer;
import dev.loopline.benchmarks.peers.netty.NettyPeer;
import dev.loopline.benchmarks.peers.rsocket.RSocketPeer;
import dev.loopline.benchmarks.peers.sockets.SocketPeer;
import dev.loopline.benchmarks.peers.thrift.ThriftPeer;
import dev.loopline.benchmarks.report.Scenario;
import dev.loopline.benchmarks.topics.TopicCells;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All that can be measured: scenarios, and who is compared in each. Those of {@link #quick} are measured when nobody asks for
 * more.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class Catalogue implements Closeable {
    static final int SMALL = 64;
    static final int LARGE = 64 * 1024;
    static final int HUGE = 1024 * 1024;
    static final int IN_FLIGHT = 128;
    static final int IDLE_CONNECTIONS = 1_000;

    static final Scenario UNARY = new Scenario(
            "unary 64 B, one caller",
            "One thread calls and waits; the time from the call to its return, of which a round's value is the median.",
            "us",
            false,
            SocketPeer.SPINNING.contender().name());
    static final Scenario ASYNC = new Scenario(
            "unary 64 B, async",
            "One call under way, made by whoever received the one before; a round's value is the median round trip.",
            "us",
            false,
            NettyPeer.YIELDING.contender().name());
    static final Scenario IN_FLIGHT_CALLS = new Scenario(
            "unary 64 B, 128 in flight",
            "128 calls under way on one connection; each that comes back makes the next.",
            "calls/s",
            true,
            NettyPeer.YIELDING.contender().name());
    static final Scenario THREADS_4 = threads(4);
    static final Scenario THREADS_64 = threads(64);
    static final Scenario VIRTUAL_64 = new Scenario(
            "unary 64 B, 64 virtual threads", "64 virtual threads that call and wait.", "calls/s", true, null);
    static final Scenario UNARY_HUGE = new Scenario(
            "unary 1 MiB, one caller",
            "One thread sends 1 MiB and waits until it is back; a round's value is the median.",
            "us",
            false,
            SocketPeer.BLOCKING.contender().name());
    static final Scenario STREAM_SMALL =
            new Scenario("stream 64 B", "Messages that the server sends in one stream.", "messages/s", true, null);
    static final Scenario STREAM_LARGE = bulk("64 KiB");
    static final Scenario STREAM_HUGE = bulk("1 MiB");
    static final Scenario ECHO = new Scenario(
            "echo in a stream 64 B",
            "128 messages under way in one bidirectional stream; each that comes back sends the next.",
            "echoes/s",
            true,
            null);

    private final Pairs pairs = new Pairs();
    private final TopicCells topics = new TopicCells();
    private final List<Cell> all = new ArrayList<>();
    private final List<Cell> quick = new ArrayList<>();
    private final Set<String> missing = new LinkedHashSet<>();

    /** Lists all, and starts nothing. */
    public Catalogue() {
        unary();
        streams();
        openLoop();
        special();
        all.addAll(topics.all());
    }

    private static Scenario threads(int count) {
        return new Scenario(
                "unary 64 B, " + count + " threads",
                count + " threads that call and wait, over one connection where several can share one.",
                "calls/s",
                true,
                null);
    }

    private static Scenario bulk(String size) {
        return new Scenario(
                "stream " + size,
                "Messages of " + size + " that the server sends in one stream; 10^6 bytes of payload per second.",
                "MB/s",
                true,
                SocketPeer.BLOCKING.contender().name());
    }

    private void unary() {
        Work one = new Work(Work.Kind.BLOCKING, SMALL, 1);
        quick(
                UNARY,
                one,
                WorkCell.Figure.P50,
                SocketPeer.BLOCKING,
                SocketPeer.SPINNING,
                LooplinePeer.DEFAULT,
                LooplinePeer.DIRECT,
                GrpcPeer.DIRECT,
                GrpcPeer.DEFAULT,
                RSocketPeer.TCP,
                JeromqPeer.TCP,
                NatsPeer.TCP);
        more(
                UNARY,
                one,
                WorkCell.Figure.P50,
                SocketPeer.HANDED_OVER,
                LooplinePeer.PARKED,
                NettyPeer.PARKED,
                NettyPeer.YIELDING,
                GrpcPeer.UNIX,
                ThriftPeer.DIRECT,
                ThriftPeer.DEFAULT,
                AeronPeer.YIELDING);
        Work async = new Work(Work.Kind.ASYNC, SMALL, 1);
        quick(
                ASYNC,
                async,
                WorkCell.Figure.P50,
                NettyPeer.PARKED,
                NettyPeer.YIELDING,
                LooplinePeer.DEFAULT,
                LooplinePeer.DIRECT,
                GrpcPeer.DIRECT,
                RSocketPeer.TCP);
        more(
                ASYNC,
                async,
                WorkCell.Figure.P50,
                GrpcPeer.DEFAULT,
                GrpcPeer.UNIX,
                JeromqPeer.TCP,
                NatsPeer.TCP,
                AeronPeer.YIELDING);
        Work many = new Work(Work.Kind.ASYNC, SMALL, IN_FLIGHT);
        quick(
                IN_FLIGHT_CALLS,
                many,
                WorkCell.Figure.PER_SECOND,
                NettyPeer.YIELDING,
                LooplinePeer.DEFAULT,
                LooplinePeer.DIRECT,
                GrpcPeer.DIRECT,
                GrpcPeer.DEFAULT,
                RSocketPeer.TCP,
                JeromqPeer.TCP,
                NatsPeer.TCP);
        more(IN_FLIGHT_CALLS, many, WorkCell.Figure.PER_SECOND, NettyPeer.PARKED, GrpcPeer.UNIX, AeronPeer.YIELDING);
        Peer[] callers = {
            LooplinePeer.DEFAULT,
            LooplinePeer.DIRECT,
            GrpcPeer.DIRECT,
            GrpcPeer.DEFAULT,
            RSocketPeer.TCP,
            JeromqPeer.TCP,
            NatsPeer.TCP,
            ThriftPeer.DIRECT,
            ThriftPeer.DEFAULT
        };
        more(THREADS_4, new Work(Work.Kind.BLOCKING, SMALL, 4), WorkCell.Figure.PER_SECOND, callers);
        more(THREADS_64, new Work(Work.Kind.BLOCKING, SMALL, 64), WorkCell.Figure.PER_SECOND, callers);
        if (VirtualThreads.exist()) {
            more(
                    VIRTUAL_64,
                    new Work(Work.Kind.VIRTUAL, SMALL, 64),
                    WorkCell.Figure.PER_SECOND,
                    LooplinePeer.DEFAULT,
                    LooplinePeer.DIRECT,
                    GrpcPeer.DIRECT,
                    RSocketPeer.TCP);
        }
        more(
                UNARY_HUGE,
                new Work(Work.Kind.BLOCKING, HUGE, 1),
                WorkCell.Figure.P50,
                SocketPeer.BLOCKING,
                SocketPeer.SPINNING,
                LooplinePeer.DEFAULT,
                LooplinePeer.DIRECT,
                GrpcPeer.DIRECT,
                RSocketPeer.TCP,
                JeromqPeer.TCP,
                ThriftPeer.DIRECT,
                AeronPeer.YIELDING);
    }

    private void streams() {
        Work small = new Work(Work.Kind.STREAM, SMALL, 1);
        quick(
                STREAM_SMALL,
                small,
                WorkCell.Figure.PER_SECOND,
                LooplinePeer.DEFAULT,
                LooplinePeer.DIRECT,
                GrpcPeer.DIRECT,
                RSocketPeer.TCP,
                JeromqPeer.TCP,
                NatsPeer.TCP);
        more(STREAM_SMALL, small, WorkCell.Figure.PER_SECOND, GrpcPeer.DEFAULT, GrpcPeer.UNIX, AeronPeer.YIELDING);
        Work large = new Work(Work.Kind.STREAM, LARGE, 1);
        Peer[] bulk = {
            SocketPeer.BLOCKING,
            LooplinePeer.DEFAULT,
            LooplinePeer.DIRECT,
            GrpcPeer.DIRECT,
            RSocketPeer.TCP,
            JeromqPeer.TCP
        };
        quick(STREAM_LARGE, large, WorkCell.Figure.MEGABYTES_PER_SECOND, bulk);
        more(STREAM_LARGE, large, WorkCell.Figure.MEGABYTES_PER_SECOND, GrpcPeer.DEFAULT, AeronPeer.YIELDING);
        Work huge = new Work(Work.Kind.STREAM, HUGE, 1);
        more(STREAM_HUGE, huge, WorkCell.Figure.MEGABYTES_PER_SECOND, bulk);
        more(STREAM_HUGE, huge, WorkCell.Figure.MEGABYTES_PER_SECOND, AeronPeer.YIELDING);
        more(
                ECHO,
                new Work(Work.Kind.ECHO, SMALL, Work.ECHOES),
                WorkCell.Figure.PER_SECOND,
                LooplinePeer.DEFAULT,
                LooplinePeer.DIRECT,
                GrpcPeer.DIRECT,
                GrpcPeer.DEFAULT,
                RSocketPeer.TCP);
    }

    private void openLoop() {
        List<OpenLoopCell> ladders = new ArrayList<>();
        for (Peer peer : List.of(
                NettyPeer.YIELDING,
                LooplinePeer.DEFAULT,
                LooplinePeer.DIRECT,
                GrpcPeer.DIRECT,
                RSocketPeer.TCP,
                NatsPeer.TCP)) {
            if (isThere(peer)) {
                ladders.add(new OpenLoopCell(peer, pairs));
            }
        }
        all.addAll(ladders);
        List<Peer> compared = List.of(LooplinePeer.DEFAULT, LooplinePeer.DIRECT, GrpcPeer.DIRECT);
        for (Peer reference : compared) {
            OpenLoopCell ladder = ladders.stream()
                    .filter(cell -> cell.contender().equals(reference.contender()))
                    .findFirst()
                    .orElseThrow();
            compared.forEach(peer -> all.add(new HalfLoadCell(ladder, peer, pairs)));
        }
    }

    private void special() {
        for (Peer peer : List.of(LooplinePeer.DEFAULT, LooplinePeer.DIRECT, GrpcPeer.DIRECT)) {
            all.add(new BesideBulkCell(peer, pairs));
        }
        all.add(new StoppedConsumerCell(LooplinePeer.DEFAULT));
        for (Peer peer : List.of(LooplinePeer.DEFAULT, GrpcPeer.DIRECT, RSocketPeer.TCP)) {
            all.add(new IdleCell(peer, IDLE_CONNECTIONS));
        }
        all.add(new IdleJvmCell());
        all.addAll(LifeCells.all(pairs));
    }

    private void quick(Scenario scenario, Work work, WorkCell.Figure figure, Peer... peers) {
        int from = all.size();
        more(scenario, work, figure, peers);
        quick.addAll(all.subList(from, all.size()));
    }

    private void more(Scenario scenario, Work work, WorkCell.Figure figure, Peer... peers) {
        for (Peer peer : peers) {
            if (isThere(peer)) {
                all.add(new WorkCell(scenario, work, figure, peer, pairs));
            }
        }
    }

    private boolean isThere(Peer peer) {
        String why = peer.missing();
        if (!why.isEmpty()) {
            missing.add(why);
        }
        return why.isEmpty();
    }

    /** {@return all of it, scenario by scenario} */
    public List<Cell> all() {
        return List.copyOf(all);
    }

    /** {@return what takes less than three minutes} */
    public List<Cell> quick() {
        return List.copyOf(quick);
    }

    /** {@return why some cannot be measured here} */
    public List<String> missing() {
        return List.copyOf(missing);
    }

    /** Ends the processes of one, which is in an unknown state since something has failed. */
    void end(String contender) throws IOException {
        pairs.end(contender);
        topics.end(contender);
    }

    @Override
    public void close() throws IOException {
        topics.close();
        pairs.close();
    }
}
