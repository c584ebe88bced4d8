package dev.loopline.benchmarks.peers.loopline;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import dev.loopline.call.HandlerExecution;
import dev.loopline.transport.WaitMode;
import java.nio.file.Path;

/**
 * Loopline over TCP.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum LooplinePeer implements Peer {
    /** As it is by default: handlers on threads of their own; streams by threads that wait for room and for messages. */
    DEFAULT("loopline", "defaults; streams written and read by threads that wait"),

    /** Without threads of the application: handlers and callbacks on the connection's thread on both sides. */
    DIRECT("loopline, direct", "HandlerExecution.direct(); streams by trySend, whenReady and Flow.Subscriber"),

    /** As direct, but threads sleep at once when they have nothing to do. */
    PARKED("loopline, direct, parked", "as direct, with WaitMode.PARK on both sides");

    private final String title;
    private final String settings;

    LooplinePeer(String title, String settings) {
        this.title = title;
        this.settings = settings;
    }

    @Override
    public Contender contender() {
        return new Contender(title, Versions.of("loopline"), settings, Contender.Role.LOOPLINE);
    }

    @Override
    public Server serve(Path directory) {
        return this == DEFAULT
                ? new LooplineServer(directory, waiting(), HandlerExecution.threads(), new BlockingEcho())
                : new LooplineServer(directory, waiting(), HandlerExecution.direct(), new CallbackEcho());
    }

    @Override
    public Client connect(Path directory, int port) {
        return new LooplineClient(directory, waiting(), this != DEFAULT);
    }

    private WaitMode waiting() {
        return this == PARKED ? WaitMode.PARK : WaitMode.ADAPTIVE;
    }
}
