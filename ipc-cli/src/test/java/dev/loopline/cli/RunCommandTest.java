package dev.loopline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ipc run}, with the helper in Python of docs/helpers.md and with programs that speak nothing. */
class RunCommandTest {
    private Cli cli;
    private Path script;

    @BeforeEach
    void extract(@TempDir Path temporary) throws IOException {
        cli = Cli.in(temporary);
        Matcher matcher = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "helpers.md"), UTF_8));
        assertThat(matcher.find()).isTrue();
        script = Files.writeString(temporary.resolve("echo.py"), matcher.group(1), UTF_8);
    }

    private static void assumePython() {
        try {
            new ProcessBuilder("python3", "--version").start().waitFor();
        } catch (IOException e) {
            assumeTrue(false, "python3 is not installed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitError(ChildJvm run, String regex) {
        await().atMost(Cli.PATIENCE).until(() -> run.errorLines().stream().anyMatch(line -> line.matches(regex)));
    }

    @Test
    void looksAfterAHelperUntilItIsToldToEnd() {
        assumePython();
        try (ChildJvm run =
                cli.start("run", "--name", "py", "--restart", "on-failure", "--", "python3", script.toString())) {
            awaitError(run, "ipc: helper py \\(pid \\d+\\) is ready");
            List<ProcessHandle> helper = run.handle().descendants().toList();
            assertThat(helper).hasSize(1);

            helper.get(0).destroyForcibly();
            awaitError(run, "ipc: helper py \\(pid \\d+\\) was ended by SIGKILL after .*; starting it again in 100 ms");
            await().atMost(Cli.PATIENCE)
                    .until(() -> run.errorLines().stream()
                                    .filter(line -> line.endsWith(" is ready"))
                                    .count()
                            == 2);
            List<ProcessHandle> next = run.handle().descendants().toList();
            run.signal("TERM");

            assertThat(run.awaitExit(Cli.PATIENCE)).isZero();
            awaitError(run, "ipc: helper py \\(pid \\d+\\) was stopped \\(exit code 0\\) after .*");
            await().atMost(Cli.PATIENCE).until(() -> next.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void endsWithTheExitCodeOfItsHelper() throws Exception {
        assumePython();
        Path dying = Files.writeString(
                script.resolveSibling("dying.py"),
                Files.readString(script, UTF_8)
                        .replace("methods = {}", "stream.read(20); print('bye', flush=True); os._exit(42)"));

        Cli.Result result = cli.run("run", "--", "python3", dying.toString());

        assertThat(result.err()).contains("ended with exit code 42");
        assertThat(result.exitCode()).isEqualTo(42);
        assertThat(result.out()).isEqualTo("bye\n");
    }

    @Test
    void aProgramThatDoesNotGetReadyIsAnError() throws Exception {
        Cli.Result result = cli.run("run", "--", "sh", "-c", "echo what is this >&2; exit 3");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("what is this\n")
                .contains("ipc: UNAVAILABLE (HELPER_EXITED, NOT_EXECUTED): helper sh (pid ")
                .contains(" ended with exit code 3 after ");
        assertThat(cli.run("run", "--ready-timeout", "100ms", "--", "sleep", "1000")
                        .err())
                .contains("HELPER_NOT_READY");
        assertThat(cli.run("run", "--", "/nowhere/at-all").exitCode()).isEqualTo(1);
        assertThat(cli.run("run").exitCode()).isEqualTo(2);
        assertThat(cli.run("run", "--restart", "often", "--", "true").exitCode())
                .isEqualTo(2);
        assertThat(cli.run("run", "--name", "a b", "--", "true").exitCode()).isEqualTo(2);
    }
}
