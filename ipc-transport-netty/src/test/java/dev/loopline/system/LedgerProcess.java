package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.IpcServer;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process that serves from the moment when it is told to until it is killed. Its handler writes a line for each call
 * that it executes, in one write, which survives the process.
 */
final class LedgerProcess {
    private LedgerProcess() {}

    /**
     * Waits for a line, then serves.
     *
     * @param args directory, name, ledger
     */
    public static void main(String[] args) throws IOException {
        try (FileChannel ledger =
                        FileChannel.open(Path.of(args[2]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            System.out.println("waiting");
            in.readLine();
            try (IpcServer server = IpcServer.named(args[1])
                    .directory(EndpointDirectory.at(Path.of(args[0])))
                    .service(Echoes.serving((request, call) -> {
                        ledger.write(ByteBuffer.wrap((Echoes.text(request) + "\n").getBytes(UTF_8)));
                        return request;
                    }))
                    .start()) {
                System.out.println("serving " + server.endpoint().port());
                in.readLine();
            }
        }
    }
}
