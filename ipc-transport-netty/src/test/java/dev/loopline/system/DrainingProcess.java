package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.IpcServer;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process that serves until it is told to end, and drains then. Each execution is a line in its ledger, written before
 * anything else; {@code stuck} never answers and takes its interruption for one more line, anything else comes back after 50 ms.
 */
final class DrainingProcess {
    private static final long CALL_MILLIS = 50;

    private DrainingProcess() {}

    /**
     * Serves.
     *
     * @param args directory, name, grace time
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        try (OutputStream ledger =
                Files.newOutputStream(ledger(directory), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            IpcServer server = IpcServer.named(args[1])
                    .directory(directory)
                    .service(Echoes.serving((request, call) -> handle(request, ledger)))
                    .drainGrace(Duration.parse(args[2]))
                    .drainOnShutdown()
                    .start();
            System.out.println("ready " + server.endpoint().port());
            new CountDownLatch(1).await();
        }
    }

    static Path ledger(EndpointDirectory directory) {
        return directory.path().resolveSibling("draining.ledger");
    }

    private static EchoMessage handle(EchoMessage request, OutputStream ledger)
            throws IOException, InterruptedException {
        String text = Echoes.text(request);
        write(text, ledger);
        CountDownLatch never = new CountDownLatch(1);
        while (text.equals("stuck")) {
            try {
                never.await();
            } catch (InterruptedException e) {
                write("interrupted", ledger);
            }
        }
        boolean unused = never.await(CALL_MILLIS, TimeUnit.MILLISECONDS);
        return request;
    }

    private static void write(String line, OutputStream ledger) throws IOException {
        synchronized (ledger) {
            ledger.write((line + "\n").getBytes(UTF_8));
        }
    }
}
