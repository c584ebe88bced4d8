package dev.loopline.benchmarks.peers.nats;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import java.io.IOException;
import java.nio.file.Path;

/**
 * NATS with its client for Java: request and reply, and publish and subscribe, through the nats-server of the system.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum NatsPeer implements Peer {
    /** The one way to set it up. */
    TCP;

    @Override
    public Contender contender() {
        return new Contender(
                "nats",
                "jnats " + Versions.of("jnats") + ", " + NatsServer.version(),
                "nats-server with its defaults, jnats with its defaults; the replier answers on its dispatcher's"
                        + " thread; streams are published without flow control, what arrives counts; bytes in, bytes out",
                Contender.Role.PEER);
    }

    @Override
    public String missing() {
        return NatsServer.find().isPresent() ? "" : NatsServer.MISSING;
    }

    @Override
    public Server serve(Path directory) throws IOException, InterruptedException {
        return new NatsEcho();
    }

    @Override
    public Client connect(Path directory, int port) {
        return new NatsClient(port);
    }
}
