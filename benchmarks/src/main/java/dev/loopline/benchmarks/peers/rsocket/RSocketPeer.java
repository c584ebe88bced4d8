package dev.loopline.benchmarks.peers.rsocket;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import java.nio.file.Path;

/**
 * RSocket over TCP, with payloads of bytes.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum RSocketPeer implements Peer {
    /** The one way to set it up. */
    TCP;

    @Override
    public Contender contender() {
        return new Contender(
                "rsocket",
                Versions.of("rsocket"),
                "TCP on Reactor Netty " + Versions.of("reactor-netty") + ", PayloadDecoder.ZERO_COPY, streams: at most "
                        + "4 MiB or 1,024 messages granted ahead; payloads are bytes",
                Contender.Role.PEER);
    }

    @Override
    public Server serve(Path directory) {
        return new RSocketEcho();
    }

    @Override
    public Client connect(Path directory, int port) {
        return new RSocketClient(port);
    }
}
