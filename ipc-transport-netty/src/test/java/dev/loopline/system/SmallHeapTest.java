package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server with 64 MiB of heap and 16 MiB of direct memory, and clients that want more than that. */
@Timeout(120)
class SmallHeapTest extends SystemFixture {
    private static final int CLIENTS = 8;
    private static final CallOptions LONG = CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(60));

    /**
     * All at once: messages of 500 KB, near the largest that such a heap permits; messages of one frame; small ones.
     */
    @ParameterizedTest(name = "{0}: {2} calls of {1} bytes by each of 8 clients")
    @CsvSource({"tcp-epoll, 500000, 24", "tcp-epoll, 60000, 200", "tcp-nio, 500000, 24", "tcp-nio, 400, 1000"})
    void e07ALittleHeapMeansResourceExhaustedAndNotOutOfMemory(String transport, int bytes, int callsOfEach)
            throws Exception {
        ChildJvm server = later(ChildJvm.start(
                PlainEchoProcess.class,
                List.of(
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=16m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Ddev.loopline.transport=" + transport),
                directory().path().toString(),
                "little"));
        server.awaitLine("ready .*", PATIENCE);
        EchoMessage message = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[bytes]))
                .build();
        List<IpcClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(later(client("little").connect()));
        }

        List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
        for (int i = 0; i < callsOfEach; i++) {
            for (IpcClient client : clients) {
                calls.add(client.callAsync(EchoService.UNARY, message, LONG));
            }
        }
        Map<String, Integer> outcomes = new TreeMap<>();
        for (CompletableFuture<EchoMessage> call : calls) {
            outcomes.merge(outcome(call, message), 1, Integer::sum);
        }

        assertThat(outcomes).containsKey("answered");
        assertThat(outcomes.keySet())
                .allMatch(outcome -> outcome.equals("answered") || outcome.startsWith("RESOURCE_EXHAUSTED"));
        for (IpcClient client : clients) {
            assertThat(client.isOpen()).isTrue();
            assertThat(Echoes.call(client, "still there?")).isEqualTo("still there?");
        }
        assertThat(String.join("\n", server.errorLines())).doesNotContain("OutOfMemory");
        server.closeInput();
        server.awaitLine("closed", PATIENCE);
    }

    private static String outcome(CompletableFuture<EchoMessage> call, EchoMessage message) throws Exception {
        try {
            assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo(message);
            return "answered";
        } catch (ExecutionException e) {
            StatusException failure = (StatusException) e.getCause();
            return failure.code() == StatusCode.RESOURCE_EXHAUSTED
                    ? "RESOURCE_EXHAUSTED " + failure.reason() + " " + failure.certainty()
                    : failure.toString();
        }
    }
}
