package dev.loopline.benchmarks.peers.loopline;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.benchmarks.peers.Messages;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.proto.echo.v1.SleepRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * The process of clients whose server is killed and started anew: says 1 once all are connected, then does what it is told:
 *
 * <ul>
 *   <li>{@code kill PID}: kills the server while each client has a call under way; nanoseconds until each of these has failed
 *   <li>{@code wait}: has each client make a call that waits for a server
 *   <li>{@code back}: waits for these; nanoseconds from when the endpoint was written until each had its reply
 * </ul>
 *
 * <p>It ends with its standard input.
 */
public final class RestartClients {
    private static final int SMALL = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SleepRequest LONG =
            SleepRequest.newBuilder().setMillis((int) PATIENCE.toMillis()).build();

    private final ByteString payload = Messages.payload(SMALL);
    private final EndpointDirectory directory;
    private final List<IpcClient> clients = new ArrayList<>();
    private final List<EchoClient> echoes = new ArrayList<>();
    private List<CompletableFuture<Instant>> waiting = List.of();

    private RestartClients(Path directory, int count) {
        this.directory = EndpointDirectory.at(directory);
        for (int i = 0; i < count; i++) {
            IpcClient client = IpcClient.named(LooplineServer.NAME)
                    .directory(this.directory)
                    .connect();
            clients.add(client);
            echoes.add(EchoClient.on(client)
                    .with(CallOptions.DEFAULT.withWaitForReady().withDeadline(PATIENCE)));
        }
    }

    /**
     * The process itself.
     *
     * @param args the directory of the server's endpoint, and how many clients
     * @throws Exception if measuring fails
     */
    public static void main(String[] args) throws Exception {
        RestartClients process = new RestartClients(Path.of(args[0]), Integer.parseInt(args[1]));
        try {
            System.out.println(1);
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                System.out.println(process.answer(line.split(" ")));
            }
        } finally {
            process.clients.forEach(IpcClient::close); // or their threads would keep the process
        }
    }

    private String answer(String... asked) throws IOException {
        switch (asked[0]) {
            case "kill" -> {
                return text(kill(Long.parseLong(asked[1])));
            }
            case "wait" -> {
                waiting = echoes.stream().map(this::call).toList();
                return "1";
            }
            case "back" -> {
                return text(back());
            }
            default -> throw new IllegalArgumentException(asked[0] + " (expected: kill, wait, back)");
        }
    }

    private List<Long> kill(long pid) {
        List<CompletableFuture<Long>> failures =
                echoes.stream().map(RestartClients::untilFailure).toList();
        for (EchoClient echo : echoes) {
            Messages.check(echo.unary(Messages.of(payload)), SMALL); // the server has what was sent before it
        }
        ProcessHandle server = ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException(pid + ": no such process (expected: the server)"));
        long begin = System.nanoTime();
        if (!server.destroyForcibly()) {
            throw new IllegalStateException(pid + ": not killed (expected: a process that this user may kill)");
        }
        return failures.stream().map(failure -> failure.join() - begin).toList();
    }

    private static CompletableFuture<Long> untilFailure(EchoClient echo) {
        return echo.async().sleep(LONG).handle((response, failure) -> {
            if (!(failure instanceof StatusException)) {
                throw new CompletionException("a call under way did not fail with its server", failure);
            }
            return System.nanoTime();
        });
    }

    private CompletableFuture<Instant> call(EchoClient echo) {
        return echo.async().unary(Messages.of(payload)).thenApply(response -> {
            Instant now = Instant.now();
            Messages.check(response, SMALL);
            return now;
        });
    }

    /** The file says to some milliseconds when it was written, and a little too early, before others could read it. */
    private List<Long> back() throws IOException {
        List<Instant> returned = waiting.stream().map(CompletableFuture::join).toList();
        Instant written = Files.getLastModifiedTime(directory.pathOf(EndpointName.of(LooplineServer.NAME)))
                .toInstant();
        return returned.stream()
                .map(at -> Math.max(0, Duration.between(written, at).toNanos()))
                .toList();
    }

    private static String text(List<Long> nanos) {
        return nanos.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
