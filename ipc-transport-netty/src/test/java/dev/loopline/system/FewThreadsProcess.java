package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that uses up all threads it may have, then calls, connects and loses a connection, and lets go of them. */
final class FewThreadsProcess {
    private static final int CALLS = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private FewThreadsProcess() {}

    /**
     * Does all that.
     *
     * @param args none
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path temporary = Files.createTempDirectory("few-threads");
        EndpointDirectory directory = EndpointDirectory.at(temporary);
        CallOptions waiting = CallOptions.DEFAULT.withWaitForReady();
        CountDownLatch release = new CountDownLatch(1);
        IpcServer server = serve(directory);
        IpcClient client = IpcClient.named("few").directory(directory).connect();
        Echoes.call(client, "x");
        List<Thread> threads = fillUp(release);

        System.out.println("calls " + outcomes(client));
        try (IpcClient another = IpcClient.named("few").directory(directory).connect()) {
            System.out.println("connected " + another);
        } catch (StatusException | OutOfMemoryError | IllegalStateException e) {
            System.out.println("connect failed");
        }
        server.connections().forEach(connection -> connection.close());
        try {
            client.call(EchoService.UNARY, Echoes.text("x"), waiting.withDeadline(DEADLINE));
            System.out.println("lost connection: answered");
        } catch (StatusException e) {
            System.out.println("lost connection: " + e.code() + " " + e.certainty());
        }
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("recovered "
                + Echoes.text(client.call(
                        EchoService.UNARY, Echoes.text("y"), waiting.withDeadline(DEADLINE.multipliedBy(10)))));
        client.close();
        server.close();
        try (Stream<Path> files = Files.list(temporary)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(temporary);
        System.out.println("done");
    }

    private static IpcServer serve(EndpointDirectory directory) {
        return IpcServer.named("few")
                .directory(directory)
                .service(Echoes.serving((request, call) -> {
                    new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
                    return request;
                }))
                .start();
    }

    private static List<Thread> fillUp(CountDownLatch release) {
        List<Thread> made = new ArrayList<>();
        try {
            while (made.size() < 10_000) {
                Thread thread = new Thread(() -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                thread.setDaemon(true);
                thread.start();
                made.add(thread);
            }
        } catch (OutOfMemoryError e) {
            System.out.println("full");
        }
        return made;
    }

    private static Map<String, Integer> outcomes(IpcClient client) {
        List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(Echoes.start(client, "x", CallOptions.DEFAULT.withDeadline(DEADLINE)));
        }
        Map<String, Integer> outcomes = new TreeMap<>();
        for (CompletableFuture<EchoMessage> call : calls) {
            outcomes.merge(
                    call.handle((answer, failure) -> failure == null
                                    ? "answered"
                                    : failure instanceof StatusException status ? status.reason() : failure.toString())
                            .join(),
                    1,
                    Integer::sum);
        }
        return outcomes;
    }
}
