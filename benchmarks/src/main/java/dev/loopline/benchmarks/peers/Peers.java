package dev.loopline.benchmarks.peers;

import dev.loopline.benchmarks.peers.aeron.AeronPeer;
import dev.loopline.benchmarks.peers.grpc.GrpcPeer;
import dev.loopline.benchmarks.peers.jeromq.JeromqPeer;
import dev.loopline.benchmarks.peers.loopline.LooplinePeer;
import dev.loopline.benchmarks.peers.nats.NatsPeer;
import dev.loopline.benchmarks.peers.netty.NettyPeer;
import dev.loopline.benchmarks.peers.rsocket.RSocketPeer;
import dev.loopline.benchmarks.peers.sockets.SocketPeer;
import dev.loopline.benchmarks.peers.thrift.ThriftPeer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that can be compared.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Peers {
    /** In the order in which they are listed. */
    public static final List<Peer> ALL = Stream.<Peer[]>of(
                    SocketPeer.values(),
                    NettyPeer.values(),
                    LooplinePeer.values(),
                    GrpcPeer.values(),
                    RSocketPeer.values(),
                    JeromqPeer.values(),
                    NatsPeer.values(),
                    ThriftPeer.values(),
                    AeronPeer.values())
            .flatMap(Stream::of)
            .toList();

    private Peers() {}

    /**
     * {@return one by its name}
     *
     * @param name of its contender
     */
    public static Peer named(String name) {
        return ALL.stream()
                .filter(peer -> peer.contender().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " (expected: one of "
                        + ALL.stream().map(peer -> peer.contender().name()).collect(Collectors.joining("; ")) + ")"));
    }
}
