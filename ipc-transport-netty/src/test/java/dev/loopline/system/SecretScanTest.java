package dev.loopline.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.Token;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The token is in the endpoint file and nowhere else. */
class SecretScanTest extends SystemFixture {
    @Test
    void b22NoSecretIsInAnythingThatAProcessTells() throws IOException {
        assumeThat(Path.of("/proc/self/environ"))
                .as("Linux, to look into other processes")
                .exists();
        Path notes = Files.createDirectory(temporary.resolve("notes"));
        Map<String, byte[]> told = new LinkedHashMap<>();
        Needles needles;
        try (ChildJvm process = ChildJvm.start(
                TalkingProcess.class,
                tracing(notes.resolve("trace.log")),
                directory().path().toString(),
                notes.toString())) {
            process.awaitLine("told", PATIENCE);
            needles = Needles.of(
                    directory().find(EndpointName.of("talking")).credential().token());
            try (ChildJvm caller = ChildJvm.start(
                    CallingProcess.class,
                    tracing(notes.resolve("caller.log")),
                    directory().path().toString(),
                    "talking",
                    "x")) {
                Path own = Path.of("/proc", Long.toString(caller.pid()));
                told.put("argv of the caller", Files.readAllBytes(own.resolve("cmdline")));
                told.put("environment of the caller", Files.readAllBytes(own.resolve("environ")));
                caller.awaitLine("answer x", PATIENCE);
                caller.awaitExit(PATIENCE);
                told.put(
                        "log of the caller",
                        String.join("\n", caller.errorLines()).getBytes(UTF_8));
            }
            Path own = Path.of("/proc", Long.toString(process.pid()));
            told.put("argv", Files.readAllBytes(own.resolve("cmdline")));
            told.put("environment", Files.readAllBytes(own.resolve("environ")));
            told.put("standard error", String.join("\n", process.errorLines()).getBytes(UTF_8));
        }
        try (Stream<Path> files = Files.list(notes)) {
            for (Path file : files.toList()) {
                told.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }

        assertThat(told).containsKeys("said.txt", "trace.log", "caller.log", "recording.jfr");
        assertThat(new String(told.get("said.txt"), UTF_8))
                .contains("Token[redacted]", "IMPOSTOR_OR_STALE", "ENDPOINT_INVALID", "ENDPOINT_IN_USE")
                .contains("loopline.server.handshakes", "java.lang:type=Runtime");
        assertThat(new String(told.get("trace.log"), UTF_8)).contains("TRACE", "DEBUG", "dev.loopline.handshake");
        assertThat(told.get("recording.jfr").length).isGreaterThan(10_000);
        told.forEach((where, bytes) -> assertThat(needles.in(bytes)).as(where).isEmpty());
    }

    private static List<String> tracing(Path log) {
        return List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=trace", "-Dorg.slf4j.simpleLogger.logFile=" + log);
    }

    @Test
    void b22TheScanFindsASecretInEveryForm() {
        Needles needles = Needles.of(Token.random());
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);

        assertThat(needles.in(noise)).isEmpty();
        assertThat(needles.all()).hasSize(3 * 2 * 7);
        needles.all().forEach((name, value) -> {
            byte[] planted = noise.clone();
            byte[] bytes = value.getBytes(ISO_8859_1);
            System.arraycopy(bytes, 0, planted, 77_777, bytes.length);
            assertThat(needles.in(planted)).contains(name);
        });
    }

    @Test
    void b22TheScanFindsTheTokenOfAnEndpointFile() throws IOException {
        var server = echoServer("b22");

        byte[] file = Files.readAllBytes(Endpoints.file(directory(), "b22"));

        assertThat(Needles.of(server.endpoint().credential().token()).in(file))
                .contains("token from 0, base64url", "token from 12, base64url");
    }
}
