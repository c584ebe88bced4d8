package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with a terminal, which {@code script} of util-linux makes. */
@Tag("one-java")
class DemoTerminalTest {
    private final Path temp;

    DemoTerminalTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @BeforeEach
    void needsScript() throws Exception {
        Process version = new ProcessBuilder("sh", "-c", "script --version").start();
        assumeTrue(
                new String(version.getInputStream().readAllBytes(), UTF_8).contains("util-linux"),
                "script of util-linux makes the terminal");
        Files.writeString(Files.createDirectory(temp.resolve("tree")).resolve("a.txt"), "one two\n");
    }

    @Test
    void drawsLinesOnATerminal() throws IOException {
        String shown = show(Map.of("TERM", "xterm", "NO_COLOR", ""));

        assertThat(shown).contains("\033[?7l\r", "starting the helpers").contains("total ", "\033[1m");
    }

    @Test
    void usesNoColourIfToldSo() throws IOException {
        String shown = show(Map.of("TERM", "xterm", "NO_COLOR", "1"));

        assertThat(shown).contains("\033[?7l\r").contains("total ").doesNotContainPattern("\033\\[[0-9;]*m");
    }

    @Test
    void sendsNoSequencesToADumbTerminal() throws IOException {
        String shown = show(Map.of("TERM", "dumb", "NO_COLOR", "1"));

        assertThat(shown).contains("total ").doesNotContain("\033", "starting the helpers");
    }

    @Test
    void showsNoProgressIfToldSo() throws IOException {
        String shown = show(Map.of("TERM", "xterm", "NO_COLOR", "1"), "--no-progress");

        assertThat(shown).contains("total ").doesNotContain("\033", "starting the helpers");
    }

    private String show(Map<String, String> environment, String... options) throws IOException {
        Path typescript = temp.resolve("typescript");
        // script takes one text, which a shell reads again: so each argument in quotes.
        String run = "command=; for each in \"$@\"; do command=\"$command '$each'\"; done; "
                + "exec script --quiet --return --flush --command \"$command\" '" + typescript + "'";
        List<String> wrapper = List.of("sh", "-c", run, "sh", "env");
        String[] args = Stream.concat(
                        Stream.of(options), Stream.of(temp.resolve("tree").toString()))
                .toArray(String[]::new);
        try (ChildJvm demo = ChildJvm.start(wrapper, environment(environment), DemoMain.class, List.of(), args)) {
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT))
                    .as(Files.readString(typescript))
                    .isZero();
        }
        return Files.readString(typescript);
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("LOOPLINE_RUNTIME_DIR", temp.resolve("run").toString());
        return all;
    }
}
