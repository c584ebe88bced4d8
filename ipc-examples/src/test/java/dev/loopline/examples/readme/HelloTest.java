package dev.loopline.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelloTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Path PROTO = Path.of("src/main/protobuf/readme/greeter.proto");
    private static final Path SOURCE = Path.of("src/main/java/dev/loopline/examples/readme/Hello.java");

    @Test
    void serverAndClientOfTheReadmeTalk(@TempDir Path temp) {
        Map<String, String> environment =
                Map.of("LOOPLINE_RUNTIME_DIR", temp.resolve("run").toString());

        try (ChildJvm server = ChildJvm.start(List.of(), environment, Hello.class, List.of())) {
            server.awaitLine("serving hello", TIMEOUT);
            try (ChildJvm client = ChildJvm.start(List.of(), environment, Hello.class, List.of(), "Ada")) {
                assertThat(client.awaitLine(".*", TIMEOUT)).isEqualTo("Hello Ada!");
                assertThat(client.awaitExit(TIMEOUT)).isZero();
            }
        }
    }

    @Test
    void readmeShowsExactlyThisExample() throws IOException {
        String source = Files.readString(SOURCE);
        int begin = source.indexOf('\n', source.indexOf("// README: ")) + 1;
        String region = source.substring(begin, source.indexOf("// README: end"));

        String readme = Files.readString(Path.of("../README.md"));

        assertThat(region.lines().count()).isLessThan(30);
        assertThat(readme).contains("```java\n" + region + "```\n");
        assertThat(readme).contains("```proto\n" + Files.readString(PROTO) + "```\n");
    }
}
