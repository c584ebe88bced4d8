package dev.loopline.system;

import dev.loopline.IpcServer;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** A process that serves the echo, and needs no memory of its own for that, until its standard input ends. */
final class PlainEchoProcess {
    private PlainEchoProcess() {}

    /**
     * Serves.
     *
     * @param args directory, name
     */
    public static void main(String[] args) throws IOException {
        try (IpcServer server = IpcServer.named(args[1])
                        .directory(EndpointDirectory.at(Path.of(args[0])))
                        .service(Echoes.echo())
                        .start();
                InputStream in = System.in) {
            System.out.println("ready " + server.endpoint().port());
            in.transferTo(OutputStream.nullOutputStream());
        }
        System.out.println("closed");
    }
}
