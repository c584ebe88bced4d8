package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.peers.grpc.ColdGrpc;
import dev.loopline.benchmarks.peers.grpc.GrpcPeer;
import dev.loopline.benchmarks.peers.loopline.ColdLoopline;
import dev.loopline.benchmarks.peers.loopline.LooplinePeer;
import dev.loopline.benchmarks.peers.sockets.SocketPeer;
import java.util.ArrayList;
import java.util.List;

/** What is measured of how processes start, find each other and end. Any thread. */
final class LifeCells {
    private LifeCells() {}

    static List<Cell> all(Pairs pairs) {
        List<Cell> cells = new ArrayList<>();
        cells.add(ColdStartCell.empty(pairs));
        cells.add(ColdStartCell.of(LooplinePeer.DEFAULT, ColdLoopline.class, false, pairs));
        cells.add(ColdStartCell.of(LooplinePeer.DEFAULT, ColdLoopline.class, true, pairs));
        cells.add(ColdStartCell.of(GrpcPeer.DIRECT, ColdGrpc.class, false, pairs));
        cells.addAll(HelperStartCell.all(pairs));
        cells.add(new ConnectCell(SocketPeer.BLOCKING, pairs));
        cells.add(new ConnectCell(LooplinePeer.DEFAULT, pairs));
        cells.add(new RestartCell(RestartCell.RECONNECT));
        cells.add(new RestartCell(RestartCell.NOTICE));
        return cells;
    }
}
