package dev.loopline.benchmarks.peers.thrift;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import java.nio.file.Path;
import org.apache.thrift.TException;

/**
 * Thrift with the server that its documentation names for many clients. A connection carries one call at a time, so each
 * caller has its own.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum ThriftPeer implements Peer {
    /** Handlers on the threads that read, as for code that does not block. */
    DIRECT("thrift, direct", 0),

    /** Handlers on the threads that there are by default. */
    DEFAULT("thrift", 5);

    private final String title;
    private final int workers;

    ThriftPeer(String title, int workers) {
        this.title = title;
        this.workers = workers;
    }

    @Override
    public Contender contender() {
        return new Contender(
                title,
                Versions.of("thrift"),
                "TThreadedSelectorServer, " + (workers == 0 ? "no" : workers) + " worker threads, TFramedTransport, "
                        + "TBinaryProtocol, a field of bytes; each caller a connection",
                Contender.Role.PEER);
    }

    @Override
    public Server serve(Path directory) throws TException {
        return new ThriftServer(workers);
    }

    @Override
    public Client connect(Path directory, int port) {
        return new ThriftClient(port);
    }
}
