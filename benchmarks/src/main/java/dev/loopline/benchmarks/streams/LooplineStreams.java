package dev.loopline.benchmarks.streams;

import dev.loopline.IpcServer;
import dev.loopline.call.HandlerExecution;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import java.nio.file.Path;

/** The Echo service of Loopline. Any thread. */
final class LooplineStreams implements StreamServer {
    static final String NAME = "bench-streams";

    private final IpcServer server;

    LooplineStreams(Path directory, HandlerExecution execution, EchoService echo) {
        server = IpcServer.named(NAME)
                .directory(EndpointDirectory.at(directory))
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
