package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcConnection;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.endpoint.Token;
import dev.loopline.metrics.IpcMetrics;
import dev.loopline.process.HelperLine;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.HelperProcessBuilder;
import dev.loopline.process.HelperState;
import dev.loopline.process.RestartPolicy;
import dev.loopline.testing.ChildJvm;
import dev.loopline.transport.WaitMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The token with which a helper proves itself. A shell that gives its line away stands for the helper. */
class OneTimeTokenTest extends HelperFixture {
    private static final String SHOW_LINE = "read -r line; echo \"$line\"; cat";

    private static final String PASS_LINE_ON =
            "read -r line; echo \"$line\"; { echo \"$line\"; exec cat; } | exec \"$@\"";

    /** What everybody could connect to who had the line of a helper. */
    private static Endpoint endpoint(String line) {
        Map<String, String> fields = Arrays.stream(line.split(" "))
                .skip(1)
                .collect(Collectors.toMap(
                        word -> word.substring(0, word.indexOf('=')), word -> word.substring(word.indexOf('=') + 1)));
        return new Endpoint(
                EndpointName.of("thief"),
                EndpointId.parse(fields.get("endpoint")),
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(fields.get("port")))),
                new Credential(
                        HexFormat.fromHexDigitsToLong(fields.get("token_id")),
                        Token.of(HexFormat.of().parseHex(fields.get("token")))),
                ProcessIdentity.current(),
                "",
                Instant.now());
    }

    private HelperProcessBuilder showingItsLine() {
        return kept(HelperProcess.command("sh", "-c", SHOW_LINE).name("sh")).metrics(IpcMetrics.in(meters));
    }

    /** A helper behind a shell that shows the line as it passes, and logs all that it can. */
    private HelperProcessBuilder passingItsLineOn() {
        List<String> command = new ArrayList<>(List.of("sh", "-c", PASS_LINE_ON, "sh"));
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(ChildJvm.NATIVE_ACCESS);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), HelpingProcess.class.getName(), "serve"));
        return kept(HelperProcess.command(command.toArray(String[]::new)));
    }

    private String line() {
        await().until(() -> lines.stream().anyMatch(line -> line.text().startsWith("loopline1 ")));
        return lines.stream()
                .map(HelperLine::text)
                .filter(text -> text.startsWith("loopline1 "))
                .findFirst()
                .orElseThrow();
    }

    /** Starts a helper that never gets ready, does something while it runs, and waits for the failure of the start. */
    private StatusException whileItStarts(Duration timeout, Runnable action) {
        CompletableFuture<StatusException> failure = CompletableFuture.supplyAsync(
                () -> failureOf(() -> showingItsLine().start(timeout)));
        action.run();
        return failure.join();
    }

    @Test
    void b12OneOfAHundredRacersWins() {
        whileItStarts(PATIENCE, () -> {
            Endpoint endpoint = endpoint(line());
            List<CompletableFuture<IpcClient>> racers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                racers.add(CompletableFuture.supplyAsync(
                        () -> IpcClient.to(endpoint).waiting(WaitMode.PARK).connect()));
            }
            List<IpcClient> connected = new ArrayList<>();
            for (CompletableFuture<IpcClient> racer : racers) {
                var unused = racer.handle((client, refused) -> client != null && connected.add(later(client)))
                        .join();
            }
            await().until(() -> connected.stream().filter(IpcConnection::isOpen).count() == 1);
            await().untilAsserted(() -> assertThat(handshakes()).isGreaterThanOrEqualTo(100));
            ProcessHandle.of(changes.element().pid()).orElseThrow().destroy();
        });

        assertThat(handshakes("accepted")).isEqualTo(1);
    }

    @Test
    void b13TheTokenEndsWithTheStart() {
        String[] line = new String[1];
        whileItStarts(Duration.ofMillis(500), () -> line[0] = line());

        StatusException failure = failureToConnect(IpcClient.to(endpoint(line[0])));

        assertThat(failure.reason()).isEqualTo("ENDPOINT_UNREACHABLE");
    }

    @Test
    void b13TheTokenOfAHelperIsWorthNothingOnceItWasUsedOrTheHelperStartedAgain() {
        HelperProcess helper = started(passingItsLineOn().restart(RestartPolicy.onFailure()));
        Endpoint used = endpoint(line());

        assertThat(failureToConnect(IpcClient.to(used)).reason()).isEqualTo("IMPOSTOR_OR_STALE");
        descendants(helper.pid()).forEach(ProcessHandle::destroyForcibly);
        await().until(() -> helper.restarts() == 1 && helper.state() == HelperState.READY);

        assertThat(failureToConnect(IpcClient.to(used)).reason()).isEqualTo("IMPOSTOR_OR_STALE");
        assertThat(Echoes.call(helper, "x")).isEqualTo("x");
    }

    /** A helper whose line is seen on its way to it; whatever else there is of it must not show the secret. */
    @Test
    void b22TheTokenOfAHelperIsSeenNowhereElse() throws Exception {
        Map<String, byte[]> told = new HashMap<>();
        Needles needles;
        try (CapturedErrors log = new CapturedErrors();
                HelperProcess helper = passingItsLineOn().start(PATIENCE)) {
            needles = Needles.of(endpoint(line()).credential().token());
            for (ProcessHandle process : descendants(helper.pid())) {
                Path own = Path.of("/proc", Long.toString(process.pid()));
                told.put("argv of " + process.pid(), Files.readAllBytes(own.resolve("cmdline")));
                told.put("environment of " + process.pid(), Files.readAllBytes(own.resolve("environ")));
            }
            told.put("helper", helper.toString().getBytes(UTF_8));
            told.put("exit", helper.stop().toString().getBytes(UTF_8));
            told.put("log", log.text().getBytes(UTF_8));
        }
        told.put("changes", changes.toString().getBytes(UTF_8));
        String output = lines.stream()
                .map(HelperLine::text)
                .filter(text -> !text.startsWith("loopline1 "))
                .collect(Collectors.joining("\n"));
        told.put("output", output.getBytes(UTF_8));

        assertThat(told).hasSizeGreaterThanOrEqualTo(5 + 2 * 2);
        assertThat(output).contains("DEBUG");
        told.forEach((where, bytes) -> assertThat(needles.in(bytes)).as(where).isEmpty());
    }
}
