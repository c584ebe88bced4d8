package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("one-java")
class StreamingCallTest {
    private static final String HI = "{\"payload\":\"aGk=\"}";
    private static final String HO = "{\"payload\":\"aG8=\"}";

    private static Path temporary;
    private static Cli cli;
    private static ChildJvm server;

    @BeforeAll
    static void startServer(@TempDir Path directory) throws IOException {
        temporary = directory;
        cli = Cli.in(temporary);
        server = cli.serve("test/echo");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void eachResponseIsALineOfJson() throws Exception {
        Cli.Result result =
                cli.runWithInput("{\"count\": 3, \"size\": 1}", "call", "test/echo", "Echo/ServerStream", "-d", "-");

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines())
                .containsExactly("{\"payload\":\"AA==\"}", "{\"payload\":\"AA==\"}", "{\"payload\":\"AA==\"}");
    }

    @Test
    void streamWithoutResponsesPrintsNothing() throws Exception {
        Cli.Result result = cli.run("call", "test/echo", "Echo/ServerStream");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEmpty();
    }

    @Test
    void responsesArePrintedWhenTheyArriveAndCtrlCCancelsTheCall() {
        try (ChildJvm own = cli.serve("test/cancelled");
                ChildJvm call = cli.start(
                        "call",
                        "test/cancelled",
                        "Echo/ServerStream",
                        "-d",
                        "{\"count\": 2, \"intervalMicros\": 3000000000}")) {
            call.awaitLine("\\{\"payload\":\"\"}", Cli.PATIENCE); // the next one is due in 50 minutes

            call.signal("INT");

            assertThat(call.awaitExit(Cli.PATIENCE)).isEqualTo(130);
            own.terminate();
            assertThat(own.awaitExit(Cli.PATIENCE)).isZero();
            assertThat(own.errorLines()).noneMatch(line -> line.contains("got cancelled"));
        }
    }

    @Test
    void requestsAreLinesOfStandardInput() throws Exception {
        Cli.Result result = cli.runWithInput(HI + "\n\n  " + HO + "\r\n" + HI, "call", "test/echo", "Echo/Collect");

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out().strip()).isEqualTo("{\"messages\":\"3\",\"bytes\":\"6\"}");
    }

    @Test
    void requestsAreLinesOfDataAndFilesOneAfterTheOther() throws Exception {
        Path file = Files.writeString(temporary.resolve("requests.jsonl"), HO + "\n");

        Cli.Result result = cli.run("call", "test/echo", "Echo/Bidi", "-d", HI + "\n" + HI, "-d", "@" + file, "-d", HI);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines()).containsExactly(HI, HI, HO, HI);
    }

    @Test
    void conversationGoesBackAndForthUntilTheInputEnds() {
        try (ChildJvm call = cli.start("call", "test/echo", "Echo/Bidi")) {
            call.send(HI);
            assertThat(call.awaitLine(".*", Cli.PATIENCE)).isEqualTo(HI);
            call.send(HO);
            assertThat(call.awaitLine(".*", Cli.PATIENCE)).isEqualTo(HO);
            assertThat(call.isAlive()).isTrue();

            call.closeInput();

            assertThat(call.awaitExit(Cli.PATIENCE)).isZero();
        }
    }

    @Test
    void badLineIsNamedAndCancelsTheCall() {
        try (ChildJvm call = cli.start("call", "test/echo", "Echo/Bidi")) {
            call.send(HI);
            call.awaitLine(".*", Cli.PATIENCE);

            call.send("");
            call.send("{\"payload\": "); // and standard input stays open

            assertThat(call.awaitExit(Cli.PATIENCE)).isEqualTo(2);
            assertThat(call.errorLines())
                    .anyMatch(line -> line.startsWith("ipc: standard input, line 3: ")
                            && line.endsWith("(expected: JSON of loopline.echo.v1.EchoMessage, fields payload)"));
        }
    }

    @Test
    void badLineOfACallWithOneResponseIsNamedToo() throws Exception {
        Cli.Result result =
                cli.runWithInput(HI + "\n{\"load\": 1}\n" + HI, "call", "test/echo", "Echo/Collect", "--json");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.jsonError().get("reason").getAsString()).isEqualTo("UNKNOWN_FIELD");
        assertThat(result.jsonError().get("message").getAsString())
                .isEqualTo("standard input, line 2: field of loopline.echo.v1.EchoMessage: load (expected: one of"
                        + " payload)");
    }

    @Test
    void deadlineEndsAStreamWhoseInputIsOpen() {
        try (ChildJvm call = cli.start("call", "test/echo", "Echo/Collect", "--deadline", "200ms")) {
            assertThat(call.awaitExit(Cli.PATIENCE)).isEqualTo(1);
            assertThat(call.errorLines()).anyMatch(line -> line.startsWith("ipc: DEADLINE_EXCEEDED"));
        }
    }

    @Test
    void endOfTheServerIsAFailedCall() {
        try (ChildJvm own = cli.serve("test/killed");
                ChildJvm call = cli.start("call", "test/killed", "Echo/Bidi")) {
            call.send(HI);
            call.awaitLine(".*", Cli.PATIENCE);

            own.kill9();

            assertThat(call.awaitExit(Cli.PATIENCE)).isEqualTo(1);
            assertThat(call.errorLines()).anyMatch(line -> line.startsWith("ipc: UNAVAILABLE"));
        }
    }

    @Test
    void outputThatNobodyReadsEndsTheCall() {
        assumeThat(Path.of("/bin/bash")).as("bash").exists();
        List<String> firstLine = List.of("/bin/bash", "-c", "set -o pipefail; \"$@\" | head -n 1", "bash");

        try (ChildJvm call = ChildJvm.start(
                firstLine,
                Map.of("LOOPLINE_RUNTIME_DIR", cli.directory().toString()),
                Main.class,
                List.of(),
                "call",
                "test/echo",
                "Echo/ServerStream",
                "-d",
                "{\"count\": 4000000000, \"intervalMicros\": 1000}")) {
            call.awaitLine(".*payload.*", Cli.PATIENCE);

            assertThat(call.awaitExit(Cli.PATIENCE)).isEqualTo(1);
            assertThat(call.errorLines()).anyMatch(line -> line.contains("OUTPUT_CLOSED"));
        }
    }
}
