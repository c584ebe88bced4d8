package dev.loopline.system;

import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;

/** A process that starts several servers of one name at once, each time it reads a line, and keeps those that start. */
final class RacingProcess {
    private RacingProcess() {}

    /**
     * Races.
     *
     * @param args directory, name, how many servers
     */
    public static void main(String[] args) throws IOException {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        int count = Integer.parseInt(args[2]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        while (in.readLine() != null) {
            CyclicBarrier together = new CyclicBarrier(count);
            for (int i = 0; i < count; i++) {
                Thread thread = new Thread(() -> start(directory, args[1], together));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private static void start(EndpointDirectory directory, String name, CyclicBarrier together) {
        try {
            together.await();
            IpcServer server = IpcServer.named(name)
                    .directory(directory)
                    .service(Echoes.echo())
                    .start();
            System.out.println("owner " + server.endpoint().id());
        } catch (StatusException e) {
            System.out.println(e.reason() + " " + e.status().message());
        } catch (Exception e) {
            System.out.println("unexpected " + e);
        }
    }
}
