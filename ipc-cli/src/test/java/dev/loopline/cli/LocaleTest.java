package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import dev.loopline.testing.ChildJvm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Languages with other letters. The JVM says on standard error that it has read the options. */
@Tag("one-java")
class LocaleTest {
    private static final Map<String, String> TURKISH =
            Map.of("JDK_JAVA_OPTIONS", "-Duser.language=tr -Duser.country=TR", "LC_ALL", "C");

    /** There i and I are no pair, and numbers have a comma. */
    @Test
    void e17WorksInTurkish(@TempDir Path temporary) throws Exception {
        Cli cli = Cli.in(temporary);
        try (ChildJvm server = cli.serve("test/istanbul")) {
            assertThat(cli.runIn(TURKISH, "call", "test/istanbul", "Echo/Bytes", "-d", "{\"size\": 3}", "--json")
                            .out()
                            .strip())
                    .isEqualTo("{\"payload\":\"AAEC\"}");
            JsonObject listed = cli.runIn(TURKISH, "ls", "--json")
                    .json()
                    .getAsJsonArray()
                    .get(0)
                    .getAsJsonObject();
            assertThat(listed.get("state").getAsString()).isEqualTo("live");
            assertThat(listed.get("pid").getAsLong()).isEqualTo(server.pid());
            JsonObject ping = cli.runIn(TURKISH, "ping", "test/istanbul", "--count", "5", "--warm-up", "0", "--json")
                    .json()
                    .getAsJsonObject();
            assertThat(ping.getAsJsonObject("roundTripMillis").get("p50").getAsDouble())
                    .isPositive();
        }
    }

    @Test
    void e17ARuntimeDirectoryThatTheLocaleCannotNameIsAClearError(@TempDir Path temporary) throws Exception {
        assumeThat(System.getProperty("sun.jnu.encoding"))
                .as("what this JVM can name")
                .isEqualTo("UTF-8");
        Cli.Result result = Cli.in(temporary)
                .runIn(Map.of("LC_ALL", "C", "LOOPLINE_RUNTIME_DIR", "/tmp/\u00e7al\u0131\u015fkan"), "ls");

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).contains("LOOPLINE_RUNTIME_DIR").contains("UTF-8 locale");
    }
}
