package dev.loopline.benchmarks.micro;

import dev.loopline.IpcClient;
import dev.loopline.IpcClientBuilder;
import dev.loopline.IpcServer;
import dev.loopline.IpcServerBuilder;
import dev.loopline.echo.EchoClient;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A client and the server that it is connected to, which has a JVM of its own unless the wire is in the process.
 *
 * <p><b>Threading:</b> made and closed by one thread, its calls by any.
 */
final class Pair implements Closeable {
    private final Path directory;
    private final Closeable server;
    private final IpcClient client;

    private Pair(Path directory, Closeable server, IpcClient client) {
        this.directory = directory;
        this.server = server;
        this.client = client;
    }

    static Pair connect(Wire transport, Handlers handlers) throws IOException {
        if (transport == Wire.IN_PROCESS) {
            return inProcess(handlers, UnaryOperator.identity(), UnaryOperator.identity());
        }
        Path directory = Files.createTempDirectory("loopline-bench");
        Closeable server = ServerJvm.start(transport, handlers, directory);
        return new Pair(
                directory,
                server,
                IpcClient.named(ServerJvm.NAME)
                        .transport(transport.provider())
                        .directory(EndpointDirectory.at(directory))
                        .connect());
    }

    /** Connects both in this process, with more on either side. */
    static Pair inProcess(
            Handlers handlers, UnaryOperator<IpcServerBuilder> ofServer, UnaryOperator<IpcClientBuilder> ofClient)
            throws IOException {
        Path directory = Files.createTempDirectory("loopline-bench");
        EndpointDirectory endpoints = EndpointDirectory.at(directory);
        IpcServer server = ofServer.apply(Echo.serve(IpcServer.named(ServerJvm.NAME), handlers))
                .transport(Wire.IN_PROCESS.provider())
                .directory(endpoints)
                .start();
        IpcClient client = ofClient.apply(IpcClient.named(ServerJvm.NAME))
                .transport(Wire.IN_PROCESS.provider())
                .directory(endpoints)
                .connect();
        return new Pair(directory, server::close, client);
    }

    EchoClient echo() {
        return EchoClient.on(client);
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
