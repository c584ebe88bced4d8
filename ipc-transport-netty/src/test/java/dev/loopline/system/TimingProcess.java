package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.IpcClient;
import dev.loopline.Keepalive;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process with a client that says how long a deadline of a second takes, what time it is, and how the client is. */
final class TimingProcess {
    private static final CallOptions ONE_SECOND = CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(1));

    private TimingProcess() {}

    /**
     * Connects, with the shortest keepalive.
     *
     * @param args directory, name
     */
    public static void main(String[] args) throws IOException {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        AtomicInteger changes = new AtomicInteger();
        try (IpcClient client = IpcClient.named(args[1])
                        .directory(directory)
                        .keepalive(new Keepalive(Keepalive.MIN, Keepalive.MIN))
                        .connect();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            client.onStateChange(change -> changes.incrementAndGet());
            System.out.println("connected");
            String line;
            while ((line = in.readLine()) != null) {
                switch (line) {
                    case "deadline" -> System.out.println("deadline " + millisToDeadline(client));
                    case "time" -> System.out.println("time " + System.currentTimeMillis());
                    default -> System.out.println("state " + client.state() + ", " + changes + " changes");
                }
            }
        }
    }

    private static long millisToDeadline(IpcClient client) {
        long begin = System.nanoTime();
        try {
            client.call(EchoService.UNARY, Echoes.text("before the end"), ONE_SECOND);
            return -1;
        } catch (StatusException e) {
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            return e.code() == StatusCode.DEADLINE_EXCEEDED ? took : -1;
        }
    }
}
