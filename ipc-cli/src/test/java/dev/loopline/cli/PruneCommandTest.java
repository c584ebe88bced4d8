package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.loopline.cli.Cli.Result;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("one-java")
class PruneCommandTest {
    private Cli cli;

    @BeforeEach
    void makeDirectory(@TempDir Path temporary) throws IOException {
        cli = Cli.in(temporary);
    }

    private static List<JsonObject> objects(Result result) {
        List<JsonObject> objects = new ArrayList<>();
        result.json().getAsJsonArray().forEach(element -> objects.add(element.getAsJsonObject()));
        return objects;
    }

    private static String field(JsonObject object, String name) {
        return object.get(name).getAsString();
    }

    @Test
    void removesTheFilesOfAKilledServerAndKeepsThoseOfALiveOne() throws Exception {
        try (ChildJvm live = cli.serve("photo/live");
                ChildJvm dead = cli.serve("photo/dead")) {
            dead.kill9();
            dead.awaitExit(Cli.PATIENCE);

            Result rehearsal = cli.run("prune", "--dry-run", "--json");

            assertThat(rehearsal.exitCode()).isZero();
            assertThat(objects(rehearsal))
                    .extracting(file -> field(file, "name"))
                    .containsExactly("photo/dead", "photo/live");
            assertThat(objects(rehearsal))
                    .extracting(file -> field(file, "outcome"))
                    .containsExactly("removable", "kept");
            assertThat(objects(rehearsal).get(0)).satisfies(file -> {
                assertThat(field(file, "file"))
                        .isEqualTo(cli.endpointFile("photo/dead").toString());
                assertThat(field(file, "reason")).contains("process " + dead.pid() + " has ended");
            });
            assertThat(cli.endpointFile("photo/dead")).exists();

            Result pruned = cli.run("prune");

            assertThat(pruned.exitCode()).isZero();
            assertThat(pruned.err()).isEmpty();
            assertThat(pruned.out().lines().toList())
                    .hasSize(5)
                    .satisfiesExactly(
                            line -> assertThat(line).matches("NAME +OUTCOME +FILE"),
                            line -> assertThat(line).matches("photo/dead +removed +photo\\+dead\\.endpoint"),
                            line -> assertThat(line).contains("has ended"),
                            line -> assertThat(line).matches("photo/live +kept +photo\\+live\\.endpoint"),
                            line -> assertThat(line).contains("pid " + live.pid(), " runs"));
            assertThat(cli.endpointFile("photo/dead")).doesNotExist();
            assertThat(cli.endpointFile("photo/live")).exists();
            assertThat(cli.directory().resolve("photo+dead.lock")).exists();
        }
    }

    @Test
    void saysOnStandardErrorThatThereIsNothing() throws Exception {
        Result result = cli.run("prune");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("ipc: nothing to remove in " + cli.directory() + System.lineSeparator());
    }

    @Test
    void aFileThatCannotBeRemovedIsAFailure() throws Exception {
        Path stuck = Files.createDirectory(cli.directory().resolve("a.0123456789abcdef.tmp"));
        Files.createFile(stuck.resolve("full"));

        Result result = cli.run("prune", "--json");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(objects(result)).singleElement().satisfies(file -> {
            assertThat(field(file, "outcome")).isEqualTo("failed");
            assertThat(field(file, "reason")).contains("cannot delete " + stuck);
        });
    }
}
