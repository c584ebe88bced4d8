package dev.loopline.benchmarks.topics;

import dev.loopline.IpcServer;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** The process of Loopline's hub, which ends with its standard input. */
public final class HubProcess {
    static final String NAME = "bench-topics";

    private HubProcess() {}

    /**
     * The process itself.
     *
     * @param args the directory for its endpoint
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        IpcServer server = start(Path.of(args[0]));
        System.out.println(1);
        while (System.in.read() >= 0) {}
        server.close();
    }

    static IpcServer start(Path directory) {
        return IpcServer.named(NAME).directory(EndpointDirectory.at(directory)).start();
    }
}
