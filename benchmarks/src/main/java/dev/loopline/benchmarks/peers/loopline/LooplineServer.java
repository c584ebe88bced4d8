package dev.loopline.benchmarks.peers.loopline;

import dev.loopline.HandshakeLimits;
import dev.loopline.IpcServer;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.call.HandlerExecution;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.transport.WaitMode;
import java.nio.file.Path;

/** The Echo service of Loopline. Any thread. */
final class LooplineServer implements Server {
    static final String NAME = "bench";

    /** For the idle ones; the bound costs nothing. */
    private static final int MOST_CONNECTIONS = 4096;

    private final IpcServer server;

    LooplineServer(Path directory, WaitMode waiting, HandlerExecution execution, EchoService echo) {
        HandshakeLimits limits = HandshakeLimits.DEFAULT;
        server = IpcServer.named(NAME)
                .directory(EndpointDirectory.at(directory))
                .waiting(waiting)
                .limits(new HandshakeLimits(limits.deadline(), limits.maxUnauthenticated(), MOST_CONNECTIONS))
                .service(EchoService.of(echo).withExecution(execution))
                .start();
    }

    @Override
    public int port() {
        return 0;
    }

    @Override
    public void close() {
        server.close();
    }
}
