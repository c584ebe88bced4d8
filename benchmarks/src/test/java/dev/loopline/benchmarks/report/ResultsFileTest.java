package dev.loopline.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
    private final Path directory;

    ResultsFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void readsWhatItWrote() throws IOException {
        Run run = Samples.everything();
        Path file = directory.resolve("not/yet/there").resolve(ResultsFile.NAME);

        ResultsFile.write(run, file);

        Run read = ResultsFile.read(file);
        assertThat(read.results()).isEqualTo(run.results());
        assertThat(read.machine()).isEqualTo(run.machine());
        assertThat(read.commit()).isEqualTo(run.commit());
        assertThat(read.time()).isEqualTo(run.time());
    }

    @Test
    void isAnArrayOfObjectsWithThePromisedFields() throws IOException {
        JsonArray results =
                JsonParser.parseString(ResultsFile.json(Samples.everything())).getAsJsonArray();

        assertThat(results).isNotEmpty();
        for (JsonElement result : results) {
            assertThat(result.getAsJsonObject().keySet())
                    .startsWith(
                            "scenario",
                            "contender",
                            "version",
                            "settings",
                            "pids",
                            "unit",
                            "rounds",
                            "median",
                            "ratioToFloor",
                            "ratioToPeers");
        }
    }

    @Test
    void ratiosAreNumbersByThePeersNames() {
        Run run = Samples.run(
                Samples.unary(Samples.FLOOR, 10.0),
                Samples.unary(Samples.DIRECT, 25.0),
                Samples.unary(Samples.GRPC, 100.0));

        JsonObject loopline = JsonParser.parseString(ResultsFile.json(run))
                .getAsJsonArray()
                .get(1)
                .getAsJsonObject();

        assertThat(loopline.get("ratioToFloor").toString()).isEqualTo("2.5");
        assertThat(loopline.get("ratioToPeers").toString()).isEqualTo("{\"grpc-java, direct\":0.25}");
        assertThat(loopline.get("rounds").toString()).isEqualTo("[25.0]");
    }

    @Test
    void computesMediansAgainInsteadOfBelievingThem() throws IOException {
        Path file = changed(result -> result.addProperty("median", 1));

        assertThat(ResultsFile.read(file).results().get(0).median()).isEqualTo(20);
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThatThrownBy(() -> ResultsFile.read(directory.resolve("none.json")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.json: no such file (expected: a results.json that './ipc bench' wrote)");
        refuses(written("[{\"scenario\": \"cut"), "no JSON: ");
        refuses(written(ResultsFile.json(Samples.everything()) + "more"), "no JSON: ");
        refuses(written("no json at all"), "no JSON: ");
        refuses(written(""), "empty (expected: an array of results)");
        refuses(written("{\"benchmark\": 1}"), "results: {\"benchmark\":1} (expected: an array)");
        refuses(written("[]"), "results: an empty array (expected: at least one result)");
        refuses(written("[7]"), "results[0]: 7 (expected: an object)");
        refuses(written("[{\"benchmark\": \"foreign\"}]"), "results[0].scenario: missing (expected: a string)");
        refuses(changed(result -> result.remove("rounds")), "results[0].rounds: missing (expected: an array)");
        refuses(
                changed(result -> result.addProperty("rounds", "many")),
                "results[0].rounds: \"many\" (expected: an array)");
        refuses(
                changed(result -> result.getAsJsonArray("rounds").add("x")),
                "results[0].rounds[1]: \"x\" (expected: a number)");
        refuses(
                changed(result -> result.getAsJsonArray("rounds").add(-1)),
                "results[0]: Loopline, direct in 'unary 64 B, one caller': round of -1.0 (expected: a finite number >= 0)");
        refuses(
                changed(result -> result.addProperty("role", "JUDGE")),
                "results[0].role: JUDGE (expected: one of [LOOPLINE, FLOOR");
        refuses(changed(result -> result.addProperty("time", "noon")), "results[0].time: noon (expected: such as ");
    }

    private static void refuses(Path file, String message) {
        assertThatThrownBy(() -> ResultsFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file + ": " + message);
    }

    /** {@return a file with one result that somebody changed} */
    private Path changed(Consumer<JsonObject> change) throws IOException {
        String json = ResultsFile.json(Samples.run(Samples.unary(Samples.DIRECT, 20.0)));
        JsonArray results = JsonParser.parseString(json).getAsJsonArray();
        change.accept(results.get(0).getAsJsonObject());
        return written(results.toString());
    }

    private Path written(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "results", ".json"), text);
    }
}
