package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that calls one after the other until its standard input ends or can be read, and then says how that went. */
final class LoopingProcess {
    private LoopingProcess() {}

    /**
     * Calls.
     *
     * @param args directory, name, what to say
     */
    public static void main(String[] args) throws IOException {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        int answers = 0;
        int failures = 0;
        long slowestNanos = 0;
        try (IpcClient client = IpcClient.named(args[1]).directory(directory).connect()) {
            System.out.println("ready");
            while (System.in.available() == 0) {
                long start = System.nanoTime();
                try {
                    answers += Echoes.call(client, args[2]).equals(args[2]) ? 1 : 0;
                } catch (StatusException e) {
                    failures++;
                    System.err.println(e);
                }
                slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
            }
        }
        System.out.println("answers " + answers + " failures " + failures + " slowest ms "
                + Duration.ofNanos(slowestNanos).toMillis());
    }
}
