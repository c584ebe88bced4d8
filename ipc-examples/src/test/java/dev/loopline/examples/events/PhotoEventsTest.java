package dev.loopline.examples.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoEventsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Test
    void watchersSeeImportsAndOneThatComesLateSeesWhereTheyStand(@TempDir Path temp) {
        Map<String, String> environment =
                Map.of("LOOPLINE_RUNTIME_DIR", temp.resolve("run").toString());

        try (ChildJvm hub = ChildJvm.start(List.of(), environment, PhotoEvents.class, List.of(), "hub")) {
            hub.awaitLine("hub example/photos", TIMEOUT);
            try (ChildJvm early = ChildJvm.start(List.of(), environment, PhotoEvents.class, List.of(), "watch")) {
                early.awaitLine("watching photo\\.import\\.\\*", TIMEOUT);
                try (ChildJvm importer = ChildJvm.start(
                        List.of(), environment, PhotoEvents.class, List.of(), "import", "holidays", "500")) {
                    assertThat(importer.awaitLine(".*", TIMEOUT)).isEqualTo("imported, told 1");
                    assertThat(importer.awaitExit(TIMEOUT)).isZero();
                }
                early.awaitLine("holidays: 500 of 500", TIMEOUT);
                try (ChildJvm late = ChildJvm.start(List.of(), environment, PhotoEvents.class, List.of(), "watch")) {
                    late.awaitLine("holidays: 500 of 500", TIMEOUT);
                }
            }
        }
    }
}
