package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A process that tries to start a server where that may fail, and then does what it reads, until that ends. */
final class StartingProcess {
    private StartingProcess() {}

    /**
     * Tries.
     *
     * @param args directory, or nothing for the standard one; name
     */
    public static void main(String[] args) throws IOException {
        EndpointDirectory directory =
                args[0].isEmpty() ? EndpointDirectory.standard() : EndpointDirectory.at(Path.of(args[0]));
        IpcServer server = null;
        try {
            server = IpcServer.named(args[1])
                    .directory(directory)
                    .service(Echoes.echo())
                    .start();
            System.out.println("started " + server.endpoint().id());
        } catch (StatusException e) {
            System.out.println("failed " + e.reason() + " " + e.status().message());
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            try {
                System.out.println(command + " " + carryOut(command, server, directory, args[1]));
            } catch (StatusException e) {
                System.out.println(
                        command + " failed " + e.reason() + " " + e.status().message());
            }
        }
        System.out.println("threads " + SystemFixture.threads());
    }

    private static String carryOut(String command, IpcServer server, EndpointDirectory directory, String name) {
        switch (command) {
            case "call" -> {
                try (IpcClient client =
                        IpcClient.named(name).directory(directory).connect()) {
                    return Echoes.call(client, "done");
                }
            }
            case "call strictly" -> {
                EndpointDirectory strict = EndpointDirectory.at(directory.path());
                try (IpcClient client = IpcClient.named(name).directory(strict).connect()) {
                    return Echoes.call(client, "done");
                }
            }
            case "rotate" -> server.rotateToken(Duration.ZERO);
            case "close" -> server.close();
            default -> throw new IllegalArgumentException(command);
        }
        return "done";
    }
}
