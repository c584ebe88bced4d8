package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ResponseStream;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A process that asks for more than it reads, because the test stops it. */
final class StoppedClientProcess {
    private StoppedClientProcess() {}

    /**
     * Makes calls, or reads a stream, and prints how that ends.
     *
     * @param args directory, name, number of calls or {@code stream}
     */
    public static void main(String[] args) {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[0]));
        CallOptions options = CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(2));
        try (IpcClient client = IpcClient.named(args[1]).directory(directory).connect()) {
            if (args[2].equals("stream")) {
                read(client, options);
            } else {
                call(client, options, Integer.parseInt(args[2]));
            }
        }
    }

    private static void call(IpcClient client, CallOptions options, int count) {
        List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(Echoes.start(client, "large", options));
        }
        Map<String, Integer> outcomes = new TreeMap<>();
        for (CompletableFuture<EchoMessage> call : calls) {
            String outcome = "answered";
            try {
                call.join();
            } catch (CompletionException e) {
                outcome = ((StatusException) e.getCause()).code().name();
            }
            outcomes.merge(outcome, 1, Integer::sum);
        }
        System.out.println("ended " + outcomes);
    }

    private static void read(IpcClient client, CallOptions options) {
        int taken = 0;
        try (ResponseStream<EchoMessage> responses =
                client.serverStream(EchoService.SERVER_STREAM, StreamRequest.getDefaultInstance(), options)) {
            while (responses.next() != null) {
                if (++taken == 10) {
                    System.out.println("reading");
                }
            }
            System.out.println("ended well");
        } catch (StatusException e) {
            System.out.println("ended " + e.code() + " after " + taken);
        }
    }
}
