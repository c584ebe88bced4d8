package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.grpc.GrpcPeer;
import dev.loopline.benchmarks.peers.jeromq.JeromqPeer;
import dev.loopline.benchmarks.peers.loopline.LooplinePeer;
import dev.loopline.benchmarks.peers.netty.NettyPeer;
import dev.loopline.benchmarks.peers.sockets.SocketPeer;
import dev.loopline.benchmarks.report.Result;
import dev.loopline.benchmarks.report.Run;
import dev.loopline.benchmarks.report.Scenario;
import dev.loopline.benchmarks.topics.TopicScenario;
import java.util.List;

/**
 * What Loopline is to reach, and whether a run shows that it does: with default handlers and with direct ones. What a run did
 * not measure is not mentioned.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class Aims {
    private static final String LOOPLINE = LooplinePeer.DEFAULT.contender().name();
    private static final String DIRECT = LooplinePeer.DIRECT.contender().name();
    private static final String NATS = "nats";
    private static final double ROUNDED_TO_ZERO_PERCENT = 0.05;

    private final Judge judge;

    private Aims(Run run) {
        judge = new Judge(run);
    }

    /**
     * {@return a line for each aim that the run can tell of}
     *
     * @param run that was made
     */
    public static List<String> of(Run run) {
        Aims aims = new Aims(run);
        aims.unary();
        aims.streams();
        aims.special();
        aims.life();
        aims.topics();
        return aims.judge.lines();
    }

    private void unary() {
        for (String loopline : List.of(LOOPLINE, DIRECT)) {
            judge.atMost(Catalogue.UNARY, loopline, name(SocketPeer.SPINNING), 1.5);
            judge.atMost(Catalogue.UNARY, loopline, name(GrpcPeer.DIRECT), 0.2);
            judge.atMost(Catalogue.ASYNC, loopline, name(NettyPeer.YIELDING), 1.2);
            judge.atLeast(Catalogue.THREADS_64, loopline, name(GrpcPeer.DIRECT), 6);
            judge.atLeast(Catalogue.THREADS_4, loopline, name(GrpcPeer.DIRECT), 6);
            judge.atLeast(Catalogue.VIRTUAL_64, loopline, Catalogue.THREADS_64, loopline, 1.5);
            judge.atMost(Catalogue.UNARY_HUGE, loopline, name(SocketPeer.BLOCKING), 1.4);
            allocation(loopline);
        }
        judge.atMost(Catalogue.UNARY, name(LooplinePeer.PARKED), name(SocketPeer.HANDED_OVER), 1.15);
        judge.atLeast(Catalogue.IN_FLIGHT_CALLS, DIRECT, name(GrpcPeer.DIRECT), 12);
        judge.atLeast(Catalogue.IN_FLIGHT_CALLS, DIRECT, name(JeromqPeer.TCP), 2);
        judge.atLeast(Catalogue.IN_FLIGHT_CALLS, LOOPLINE, name(GrpcPeer.DEFAULT), 5);
    }

    /** Beyond the messages: the client makes one and is given one, the server is given one and returns it. */
    private void allocation(String loopline) {
        Result result = judge.find(Catalogue.IN_FLIGHT_CALLS, loopline);
        if (result != null && result.measurement().costs() != null) {
            Double client = result.measurement().costs().client().allocatedBytes();
            Double server = result.measurement().costs().server().allocatedBytes();
            if (client != null && server != null) {
                String what = "bytes allocated per call beyond the messages, " + loopline + ", ";
                judge.atMost(what + "client", client - MessageBytes.made() - MessageBytes.parsed(), 200);
                judge.atMost(what + "server", server - MessageBytes.parsed(), 200);
            }
        }
    }

    private void streams() {
        for (String loopline : List.of(LOOPLINE, DIRECT)) {
            judge.atLeastOr(Catalogue.STREAM_SMALL, loopline, 4e6, name(GrpcPeer.DIRECT), 4);
            judge.atLeast(Catalogue.STREAM_SMALL, loopline, name(JeromqPeer.TCP), 1.5);
            for (Scenario bulk : List.of(Catalogue.STREAM_LARGE, Catalogue.STREAM_HUGE)) {
                judge.atLeast(bulk, loopline, name(SocketPeer.BLOCKING), 0.85);
                judge.atLeast(bulk, loopline, name(GrpcPeer.DIRECT), 1.5);
            }
        }
    }

    private void special() {
        for (String loopline : List.of(LOOPLINE, DIRECT)) {
            judge.below(HalfLoadCell.p999(loopline), loopline, HalfLoadCell.p50(loopline), name(GrpcPeer.DIRECT));
            judge.atMost(BesideBulkCell.SAME_P99, loopline, BesideBulkCell.OTHER_P99, loopline, 3);
        }
        StoppedConsumerCell.GROWN.forEach(grown -> judge.atMost(grown, LOOPLINE, 16));
        judge.atMost(IdleCell.SERVER_MEMORY, LOOPLINE, 64);
        judge.atMost(IdleCell.CLIENT_MEMORY, LOOPLINE, 64);
        for (Scenario cpu : List.of(IdleCell.SERVER_CPU, IdleCell.CLIENT_CPU)) {
            judge.atMostMore(cpu, LOOPLINE, IdleJvmCell.IDLE_JVM.name(), ROUNDED_TO_ZERO_PERCENT);
        }
    }

    private void life() {
        for (String loopline : List.of(LOOPLINE, LOOPLINE + ColdStartCell.SHARING)) {
            judge.atMostMore(ColdStartCell.COLD_START, loopline, ColdStartCell.EMPTY, 250);
            judge.atMostMore(HelperStartCell.HELPER_START, loopline, ColdStartCell.EMPTY, 150);
        }
        judge.atMost(ConnectCell.P50, LOOPLINE, 0.5);
        judge.atMost(ConnectCell.WITH_CLOSE, LOOPLINE, 0.5);
        judge.atMost(RestartCell.RECONNECT, LOOPLINE, 1_000);
        judge.atMost(RestartCell.NOTICE, LOOPLINE, 200);
    }

    private void topics() {
        for (String loopline : List.of(LOOPLINE, DIRECT)) {
            judge.atLeast(TopicScenario.RATE.scenario(1), loopline, 1e6);
            judge.atLeast(TopicScenario.RATE.scenario(1), loopline, NATS, 2);
            judge.atLeast(TopicScenario.RATE.scenario(10), loopline, 3e6);
            judge.atLeast(TopicScenario.RATE.scenario(10), loopline, NATS, 2);
            for (int subscribers : new int[] {1, 10, 100}) {
                judge.atMost(TopicScenario.RATE.lost(subscribers), loopline, 0);
            }
            judge.atMost(TopicScenario.STOPPED.scenario(2), loopline, 1.2);
        }
    }

    private static String name(Peer peer) {
        return peer.contender().name();
    }
}
