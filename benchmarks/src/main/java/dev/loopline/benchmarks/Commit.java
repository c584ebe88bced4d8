package dev.loopline.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Which state of this repository is measured. Any thread. */
final class Commit {
    private static final String UNKNOWN = "unknown";

    private Commit() {}

    /** {@return the commit of a clone, with a mark if its files differ} */
    static String of(Path home) {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .directory(home.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && !said.isEmpty() ? said : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN; // not a clone, or no git
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }
}
