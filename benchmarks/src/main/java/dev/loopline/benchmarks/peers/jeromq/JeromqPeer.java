package dev.loopline.benchmarks.peers.jeromq;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import java.nio.file.Path;

/**
 * JeroMQ: {@code DEALER} and {@code ROUTER} for calls, {@code PUSH} and {@code PULL} for streams.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum JeromqPeer implements Peer {
    /** The one way to set it up. */
    TCP;

    @Override
    public Contender contender() {
        return new Contender(
                "jeromq",
                Versions.of("jeromq"),
                "TCP, one I/O thread; calls DEALER/ROUTER, each caller a socket; streams PUSH/PULL with a high-water"
                        + " mark of 1,000 messages, 64 above 16 KiB; bytes in, bytes out",
                Contender.Role.PEER);
    }

    @Override
    public Server serve(Path directory) {
        return new JeromqServer();
    }

    @Override
    public Client connect(Path directory, int port) {
        return new JeromqClient(port);
    }
}
