package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.endpoint.EndpointDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** A process that connects to itself until there is no port left, then closes a client. */
final class FewPortsProcess {
    private static final int MANY = 50;

    private FewPortsProcess() {}

    /**
     * Connects.
     *
     * @param args directory
     */
    public static void main(String[] args) {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        Deque<IpcClient> clients = new ArrayDeque<>();
        IpcServer server = IpcServer.named("few")
                .directory(directory)
                .service(Echoes.echo())
                .start();
        try {
            while (clients.size() < MANY) {
                clients.add(IpcClient.named("few").directory(directory).connect());
            }
        } catch (StatusException e) {
            System.out.println("full after " + clients.size() + ": " + e.reason() + " " + e.certainty());
        }
        try (IpcClient later = IpcClient.named("few").directory(directory).connectLater()) {
            CompletableFuture<?> waiting = Echoes.start(
                    later, "x", CallOptions.DEFAULT.withWaitForReady().withDeadline(Duration.ofSeconds(20)));
            System.out.println("others "
                    + clients.stream()
                            .allMatch(client -> Echoes.call(client, "x").equals("x")));
            while (clients.size() > 5) { // several: the kernel does not look at each port each time
                clients.remove().close();
            }
            waiting.join();
            System.out.println("recovered");
        }
        clients.forEach(IpcClient::close);
        server.close();
    }
}
