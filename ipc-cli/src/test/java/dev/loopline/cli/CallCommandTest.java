package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("one-java")
class CallCommandTest {
    private static final String HI = "{\"payload\":\"aGk=\"}";

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
    void printsTheResponseAsJson() throws Exception {
        Cli.Result result = cli.run("call", "test/echo", "loopline.echo.v1.Echo/Bytes", "-d", "{\"size\": 3}");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualToIgnoringNewLines("{  \"payload\": \"AAEC\"}");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void readsTheRequestFromStandardInput() throws Exception {
        Cli.Result result = cli.runWithInput(HI, "call", "test/echo", "Echo/Unary", "-d", "-", "--json");

        assertThat(result.out().strip()).isEqualTo(HI);
    }

    @Test
    void readsTheRequestFromAFile() throws Exception {
        Path file = Files.writeString(temporary.resolve("request.json"), HI);

        Cli.Result result = cli.run("call", "test/echo", "Echo/Unary", "-d", "@" + file, "--json");

        assertThat(result.out().strip()).isEqualTo(HI);
    }

    @Test
    void sendsAnEmptyRequestAndHeadersAndShowsEmptyFields() throws Exception {
        Cli.Result result = cli.run(
                "call",
                "test/echo",
                "Echo/Unary",
                "--json",
                "--header",
                "trace=4=2",
                "--header",
                "trace=5",
                "--wait=1s");

        assertThat(result.out().strip()).isEqualTo("{\"payload\":\"\"}");
    }

    @Test
    void failedCallTellsCodeReasonMessageAndCertainty() throws Exception {
        String request = "{\"code\": 5, \"message\": \"no thumb of ä\"}";

        Cli.Result text = cli.runWithInput(request, "call", "test/echo", "Echo/Fail", "-d", "-");
        Cli.Result json = cli.runWithInput(request, "call", "test/echo", "Echo/Fail", "-d", "-", "--json");

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.out()).isEmpty();
        assertThat(text.err().strip()).isEqualTo("ipc: NOT_FOUND (ECHO_FAIL, EXECUTED): no thumb of ä");
        assertThat(json.exitCode()).isEqualTo(1);
        JsonObject error = json.jsonError();
        assertThat(error.get("code").getAsString()).isEqualTo("NOT_FOUND");
        assertThat(error.get("reason").getAsString()).isEqualTo("ECHO_FAIL");
        assertThat(error.get("message").getAsString()).isEqualTo("no thumb of ä");
        assertThat(error.get("certainty").getAsString()).isEqualTo("EXECUTED");
    }

    @Test
    void passedDeadlineIsAFailedCallAndVerboseShowsItsTrace() throws Exception {
        Cli.Result result =
                cli.run("call", "test/echo", "Echo/Sleep", "-d", "{\"millis\": 20000}", "--deadline", "50ms", "-v");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("ipc: DEADLINE_EXCEEDED").contains("\tat dev.loopline.cli.CallCommand.call");
    }

    @Test
    void unknownServiceListsTheServices() throws Exception {
        Cli.Result result = cli.run("call", "test/echo", "photo.Thumbs/Render");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("ipc: service: photo.Thumbs")
                .contains(
                        "loopline.echo.v1.Echo, loopline.health.v1.Health, loopline.hub.v1.Topics",
                        "loopline.reflection.v1.Reflection");
    }

    @Test
    void unknownMethodListsTheMethodsOfTheService() throws Exception {
        Cli.Result result = cli.run("call", "test/echo", "Echo/Shout", "--json");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.jsonError().get("reason").getAsString()).isEqualTo("UNKNOWN_METHOD");
        assertThat(result.jsonError().get("message").getAsString())
                .isEqualTo("method of loopline.echo.v1.Echo: Shout (expected: one of Unary, Sleep, Fail, Bytes,"
                        + " ServerStream, Collect, Bidi, Emit)");
    }

    @Test
    void unknownFieldListsTheFieldsOfTheMessage() throws Exception {
        Cli.Result result = cli.run("call", "test/echo", "Echo/Fail", "-d", "{\"codes\": 5}");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().strip())
                .isEqualTo(
                        "ipc: --data: field of loopline.echo.v1.FailRequest: codes (expected: one of code, message)");
    }

    @Test
    void unknownEndpointListsThoseThatRun() throws Exception {
        Cli.Result result = cli.run("call", "test/ecko", "Echo/Unary");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err())
                .contains("ENDPOINT_NOT_FOUND")
                .contains("test/ecko")
                .endsWith("running: test/echo\n");
    }

    @Test
    void badJsonIsRefusedWithTheMessageThatIsExpected() throws Exception {
        Cli.Result result = cli.run("call", "test/echo", "Echo/Bytes", "-d", "{\"size\": ");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("ipc: --data: ")
                .contains("expected: JSON of loopline.echo.v1.BytesRequest, fields size")
                .doesNotContain("Exception");
    }

    @Test
    void secondValueAndSecondDataAreRefusedAndNotPassedOver() throws Exception {
        Cli.Result values = cli.run("call", "test/echo", "Echo/Bytes", "-d", "{\"size\": 3} {\"size\": 4}");
        Cli.Result options = cli.run("call", "test/echo", "Echo/Bytes", "-d", "{}", "-d", "{}");

        assertThat(values.exitCode()).isEqualTo(2);
        assertThat(values.err().strip())
                .isEqualTo("ipc: --data: a JSON value and more behind it (expected: one value)");
        assertThat(options.exitCode()).isEqualTo(2);
        assertThat(options.err().strip())
                .isEqualTo("ipc: --data: given 2 times (expected: once, since Echo/Bytes takes one request)");
    }

    @Test
    void methodWithoutASlashIsRefused() throws Exception {
        Cli.Result result = cli.run("call", "test/echo", "Echo.Unary");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().strip()).isEqualTo("ipc: method: \"Echo.Unary\" (expected: Service/Method)");
    }

    @Test
    void interruptedCallEndsAsTheSignalSays() {
        try (ChildJvm call = cli.start("call", "test/echo", "Echo/Sleep", "-d", "{\"millis\": 60000}", "-v")) {
            await().atMost(Cli.PATIENCE)
                    .until(() -> call.errorLines().stream().anyMatch(line -> line.contains("calling")));

            call.signal("INT");

            assertThat(call.awaitExit(Cli.PATIENCE)).isEqualTo(130);
        }
    }

    @Test
    void pingMeasuresConnectsAndCalls() throws Exception {
        Cli.Result text = cli.run("ping", "test/echo", "--count", "20", "--interval", "1ms", "--warm-up", "1");
        Cli.Result json = cli.run("ping", "test/echo", "--count", "20", "--json");

        assertThat(text.out()).contains("connected and authenticated in").contains("20 calls, ms:  min");
        JsonObject object = json.json().getAsJsonObject();
        JsonObject roundTrip = object.getAsJsonObject("roundTripMillis");
        assertThat(object.get("name").getAsString()).isEqualTo("test/echo");
        assertThat(object.get("count").getAsInt()).isEqualTo(20);
        assertThat(object.get("connectMillis").getAsDouble()).isPositive();
        assertThat(object.get("connectWarmMillis").getAsDouble()).isPositive();
        assertThat(roundTrip.keySet()).containsExactly("min", "p50", "p90", "p99", "p999", "max");
        assertThat(roundTrip.get("max").getAsDouble())
                .isGreaterThanOrEqualTo(roundTrip.get("p50").getAsDouble())
                .isPositive();
    }
}
