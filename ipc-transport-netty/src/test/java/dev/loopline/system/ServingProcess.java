package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.IpcServer;
import dev.loopline.Loopback;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/**
 * A process that serves until its standard input ends.
 *
 * <p>{@code before x} never gets to its effect, a line in the ledger; {@code after x} has it and never answers; a number
 * is called back with the next one; anything else comes back.
 */
final class ServingProcess {
    private final Path ledger;

    private ServingProcess(Path ledger) {
        this.ledger = ledger;
    }

    /**
     * Serves.
     *
     * @param args directory, name, {@link Loopback}
     */
    public static void main(String[] args) throws IOException {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        ServingProcess process = new ServingProcess(ledger(directory, args[1]));
        try (IpcServer server = IpcServer.named(args[1])
                .directory(directory)
                .loopback(Loopback.valueOf(args[2]))
                .service(process.service())
                .start()) {
            System.out.println("ready " + server.endpoint().port());
            try (InputStream in = System.in) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        System.out.println("closed");
    }

    static Path ledger(EndpointDirectory directory, String name) {
        return directory.path().resolveSibling(name + ".ledger");
    }

    private ServiceDefinition service() {
        return Echoes.serving((request, call) -> {
            String text = Echoes.text(request);
            if (text.startsWith("before ")) {
                return neverAnswered(text);
            }
            if (text.startsWith("after ")) {
                Files.writeString(ledger, text + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                return neverAnswered(text);
            }
            return text.matches("\\d+") ? Echoes.nest(request, call) : request;
        });
    }

    private static EchoMessage neverAnswered(String text) throws InterruptedException {
        System.out.println("in " + text);
        new CountDownLatch(1).await();
        throw new IllegalStateException("nobody counts down");
    }
}
