package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.IpcClient;
import dev.loopline.Keepalive;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** A process with one client that says what becomes of its connection, and calls with each line that it is given. */
final class HealingProcess {
    private static final CallOptions WAITING = CallOptions.DEFAULT.withWaitForReady();

    private HealingProcess() {}

    /**
     * Connects, with the shortest keepalive.
     *
     * @param args directory, name
     */
    public static void main(String[] args) throws IOException {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        try (IpcClient client = IpcClient.named(args[1])
                        .directory(directory)
                        .keepalive(new Keepalive(Keepalive.MIN, Keepalive.MIN))
                        .connect();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            client.onStateChange(change -> System.out.println("state " + change.now() + " " + change.reason()));
            System.out.println("connected");
            String line;
            while ((line = in.readLine()) != null) {
                try {
                    System.out.println("answer "
                            + Echoes.text(Echoes.start(client, line, WAITING).join()));
                } catch (StatusException e) {
                    System.out.println("failed " + e.status());
                }
            }
        }
    }
}
