package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, scraped over HTTP as Prometheus would do it. */
class DemoMetricsTest {
    private static final int SMALL_FILES = 200;
    private static final int LARGE_FILE_BYTES = 64 << 20; // sparse; keeps a helper busy for a while
    private static final String[] EXAMINE = call("Examine");
    private static final String[] SCAN = call("Scan");

    private final Path tree;
    private final Path runtime;

    DemoMetricsTest(@TempDir Path temp) throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        runtime = temp.resolve("run");
    }

    @Test
    void theMetersSayWhatTheDemoSays() throws IOException {
        fill();

        try (ChildJvm demo = ChildJvm.start(
                List.of(),
                Map.of("LOOPLINE_RUNTIME_DIR", runtime.toString()),
                MeasuredDemoMain.class,
                List.of(),
                "--json",
                tree.toString())) {
            URI address =
                    URI.create(demo.awaitLine("scrape .*", DemoProcess.TIMEOUT).substring("scrape ".length()));
            Scrape during = awaitCallsInFlight(address);
            JsonObject json = JsonParser.parseString(demo.awaitLine("\\{.*", DemoProcess.TIMEOUT))
                    .getAsJsonObject();
            Scrape after = Scrape.of(address);

            long files = json.getAsJsonObject("totals").get("files").getAsLong();
            assertThat(files).isEqualTo(SMALL_FILES + 1);
            assertThat(during.sum("loopline_connections", "side=\"server\"")).isBetween(1L, 2L);
            assertThat(during.sum("loopline_calls_seconds_count", EXAMINE)).isLessThan(files);
            assertThat(after.sum("loopline_calls_seconds_count", EXAMINE)).isEqualTo(files);
            assertThat(after.sum("loopline_calls_seconds_count", SCAN)).isEqualTo(1);
            assertThat(after.sum("loopline_calls_seconds_count", "side=\"client\"", "code=\"OK\""))
                    .isEqualTo(files + 1);
            assertThat(after.sum(
                            "loopline_calls_seconds_count",
                            "side=\"server\"",
                            "service=\"loopline.examples.demo.v1.Coordinator\"",
                            "code=\"OK\""))
                    .isBetween(callbacks(json), callbacks(json) + 2); // each helper may report once more at its end
            assertThat(after.sum("loopline_server_handshakes_total", "outcome=\"accepted\""))
                    .isEqualTo(2);
            assertThat(after.sum("loopline_connections_opened_total")).isEqualTo(2);
            assertThat(after.sum("loopline_connections_closed_total")).isEqualTo(2);
            assertThat(after.sum("loopline_connections")).isZero();
            assertThat(after.sum("loopline_calls_active")).isZero();
            assertThat(after.sum("loopline_queued_bytes")).isZero();
            assertThat(after.sum("loopline_frames_total", "direction=\"sent\"")).isGreaterThan(files + callbacks(json));
            assertThat(after.sum("loopline_traffic_bytes_total", "direction=\"sent\""))
                    .isGreaterThan(
                            16 * files + files * tree.toUri().toString().length()); // headers, names of the files
            demo.closeInput();
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
        }
    }

    private static String[] call(String method) {
        return new String[] {
            "side=\"client\"", "service=\"loopline.examples.demo.v1.FileFacts\"", "method=\"" + method + "\""
        };
    }

    private static Scrape awaitCallsInFlight(URI address) {
        return await().atMost(DemoProcess.TIMEOUT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Scrape.of(address), scrape -> scrape.sum("loopline_calls_active", "side=\"client\"") > 0);
    }

    private static long callbacks(JsonObject json) {
        long callbacks = 0;
        for (JsonElement helper : json.getAsJsonArray("helpers")) {
            callbacks += helper.getAsJsonObject().get("callbacks").getAsLong();
        }
        return callbacks;
    }

    private void fill() throws IOException {
        for (int i = 0; i < SMALL_FILES; i++) {
            Files.writeString(tree.resolve(i + ".txt"), "file " + i + "\n");
        }
        try (RandomAccessFile large = new RandomAccessFile(tree.resolve("large").toFile(), "rw")) {
            large.setLength(LARGE_FILE_BYTES);
        }
    }
}
