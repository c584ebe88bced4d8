package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("one-java")
class ServeCommandTest {
    private Cli cli;

    @BeforeEach
    void makeRuntimeDirectory(@TempDir Path temporary) throws IOException {
        cli = Cli.in(temporary);
    }

    @Test
    void readyLineTellsAllButTheToken() throws Exception {
        try (ChildJvm server = cli.start("serve", "--name", "test/ready", "--json", "-v")) {
            String line = server.awaitLine("\\{.*}", Cli.PATIENCE);

            JsonObject ready = JsonParser.parseString(line).getAsJsonObject();
            assertThat(ready.keySet()).containsExactly("name", "pid", "addresses", "port", "endpointId");
            assertThat(ready.get("name").getAsString()).isEqualTo("test/ready");
            assertThat(ready.get("pid").getAsLong()).isEqualTo(server.pid());
            assertThat(ready.getAsJsonArray("addresses").toString()).isEqualTo("[\"127.0.0.1\"]");
            assertThat(ready.get("port").getAsInt()).isBetween(1, 65_535);
            String token = token("test/ready");
            assertThat(cli.run("call", "test/ready", "Health/Check", "-v").err())
                    .doesNotContain(token);
            assertThat(cli.run("ls", "--json").out()).doesNotContain(token);
            assertThat(line).doesNotContain(token);
            assertThat(server.errorLines()).noneMatch(error -> error.contains(token));
            assertThat(Files.readString(Path.of("/proc", Long.toString(server.pid()), "cmdline")))
                    .contains("serve")
                    .doesNotContain(token);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void endsWithZeroAndWithdrawsTheEndpoint(String signal) {
        try (ChildJvm server = cli.serve("test/end")) {
            assertThat(cli.endpointFile("test/end")).exists();

            server.signal(signal);

            assertThat(server.awaitExit(Cli.PATIENCE)).isZero();
            assertThat(cli.endpointFile("test/end")).doesNotExist();
        }
    }

    @Test
    void listsWhatRunsAndMarksWhatIsStale() throws Exception {
        try (ChildJvm live = cli.serve("test/live", "--application", "photo/1.2");
                ChildJvm killed = cli.serve("test/killed")) {
            killed.kill9();
            int unused = killed.awaitExit(Cli.PATIENCE);

            Cli.Result text = cli.run("ls");
            JsonArray entries = cli.run("ls", "--json").json().getAsJsonArray();

            assertThat(text.exitCode()).isZero();
            assertThat(text.out().lines().toList())
                    .satisfiesExactly(
                            head -> assertThat(head)
                                    .containsSubsequence("NAME", "PID", "AGE", "ADDRESS", "APPLICATION"),
                            stale -> assertThat(stale).contains("test/killed", "stale", Long.toString(killed.pid())),
                            why -> assertThat(why).contains("process " + killed.pid() + " has ended"),
                            row -> assertThat(row).contains("test/live", "live", "127.0.0.1:", "photo/1.2"));
            assertThat(entries).hasSize(2);
            JsonObject first = entries.get(0).getAsJsonObject();
            JsonObject second = entries.get(1).getAsJsonObject();
            assertThat(first.get("state").getAsString()).isEqualTo("stale");
            assertThat(first.get("reason").getAsString()).contains("has ended");
            assertThat(second.keySet())
                    .containsExactly(
                            "name",
                            "pid",
                            "addresses",
                            "port",
                            "endpointId",
                            "application",
                            "createdAt",
                            "ageSeconds",
                            "state");
            assertThat(second.get("pid").getAsLong()).isEqualTo(live.pid());
            assertThat(cli.run("ping", "test/killed").exitCode()).isEqualTo(4);
        }
    }

    @Test
    void takenNameIsAFailureThatNamesTheHolder() throws Exception {
        try (ChildJvm server = cli.serve("test/taken")) {
            Cli.Result second = cli.run("serve", "--name", "test/taken");

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.out()).isEmpty();
            assertThat(second.err()).startsWith("ipc: ALREADY_EXISTS").contains(Long.toString(server.pid()));
        }
    }

    @Test
    void takenFixedPortIsAFailureThatNamesTheHolder() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cli.Result result = cli.run("serve", "--name", "test/fixed", "--port", "" + holder.getLocalPort());

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err())
                    .contains("PORT_UNAVAILABLE")
                    .contains("pid " + ProcessHandle.current().pid());
            assertThat(cli.endpointFile("test/fixed")).doesNotExist();
        }
    }

    @Test
    void takenPreferredPortIsReplacedAndItsHolderNamed() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildJvm server = cli.serve("test/preferred", "--preferred-port", "" + holder.getLocalPort())) {
            await().atMost(Cli.PATIENCE).until(() -> !server.errorLines().isEmpty());

            assertThat(server.errorLines())
                    .singleElement()
                    .asString()
                    .contains("preferred port " + holder.getLocalPort())
                    .contains("pid " + ProcessHandle.current().pid());
            assertThat(cli.run("call", "test/preferred", "Health/Check").exitCode())
                    .isZero();
        }
    }

    @Test
    void servesOnBothAddressesWithOnePort() throws Exception {
        try (ChildJvm six = cli.serve("test/six", "--ipv6");
                ChildJvm both = cli.serve("test/both", "--ipv4", "--ipv6")) {
            assertThat(List.of(six.isAlive(), both.isAlive())).containsOnly(true);

            JsonArray entries = cli.run("ls", "--json").json().getAsJsonArray();

            assertThat(addresses(entries, 0)).isEqualTo("[\"127.0.0.1\",\"::1\"]");
            assertThat(addresses(entries, 1)).isEqualTo("[\"::1\"]");
            assertThat(cli.run("call", "test/six", "Health/Check", "--json")
                            .out()
                            .strip())
                    .isEqualTo("{\"status\":\"SERVING\"}");
        }
    }

    private static String addresses(JsonArray entries, int index) {
        return entries.get(index).getAsJsonObject().getAsJsonArray("addresses").toString();
    }

    private String token(String name) throws IOException {
        return Files.readAllLines(cli.endpointFile(name)).stream()
                .filter(line -> line.startsWith("token="))
                .map(line -> line.substring("token=".length()))
                .findFirst()
                .orElseThrow();
    }
}
