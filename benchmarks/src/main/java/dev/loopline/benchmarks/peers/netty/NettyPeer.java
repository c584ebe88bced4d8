package dev.loopline.benchmarks.peers.netty;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import java.nio.file.Path;

/**
 * Netty alone: frames with a length, sent back as they came. The event loop is set up as Loopline's is, so that what differs is
 * Loopline.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum NettyPeer implements Peer {
    /** An event loop that sleeps in the kernel when there is nothing to read. */
    PARKED("netty", "event loops sleep in select"),

    /** The same waiting as Loopline's. */
    YIELDING(
            "netty, same waiting",
            "event loops poll and yield for 200 us after the last traffic, then sleep in select");

    private final String title;
    private final String settings;

    NettyPeer(String title, String settings) {
        this.title = title;
        this.settings = settings;
    }

    @Override
    public Contender contender() {
        return new Contender(
                title,
                Versions.of("netty"),
                Loops.transport() + ", one event loop, TCP_NODELAY, frames with a length, one write for each read; "
                        + settings,
                Contender.Role.FLOOR);
    }

    @Override
    public Server serve(Path directory) {
        return new NettyServer(new Loops(this == YIELDING));
    }

    @Override
    public Client connect(Path directory, int port) {
        return new NettyClient(new Loops(this == YIELDING), port);
    }
}
