package dev.loopline.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code results.json}: an array of objects, one per scenario and contender, each on a line of its own. Each names the commit,
 * the time and the machine, so that it can stand alone; commands and notes are in the report only.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class ResultsFile {
    /** Its usual name. */
    public static final String NAME = "results.json";

    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .disableHtmlEscaping()
            .setStrictness(Strictness.STRICT)
            .create();

    private ResultsFile() {}

    /**
     * Writes a run.
     *
     * @param run to write
     * @param file to write or replace; its directory is made if it is missing
     * @throws IOException if that is impossible
     */
    public static void write(Run run, Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, json(run));
    }

    static String json(Run run) {
        return run.results().stream()
                .map(result -> GSON.toJson(ResultWriter.object(result, run)))
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param file to read
     * @return the run, without commands and notes
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no JSON, or no results; the message names the file, the place and what is wrong
     */
    public static Run read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(
                    file.toString(), null, "no such file (expected: a " + NAME + " that './ipc bench' wrote)");
        }
        byte[] bytes = Files.readAllBytes(file);
        try {
            @Nullable JsonElement root = GSON.fromJson(new String(bytes, StandardCharsets.UTF_8), JsonElement.class);
            if (root == null) {
                throw new IllegalArgumentException("empty (expected: an array of results)");
            }
            return ResultReader.run(root);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(file + ": no JSON: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
