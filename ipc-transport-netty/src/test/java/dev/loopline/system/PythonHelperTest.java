package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.echo.EchoClient;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.RestartPolicy;
import dev.loopline.proto.echo.v1.BytesRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The helper in Python of docs/helpers.md, as it stands there. */
class PythonHelperTest extends HelperFixture {
    private static final Pattern CODE = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

    private Path script;

    @BeforeEach
    void extract() throws IOException, InterruptedException {
        assumeTrue(hasPython(), "python3 is not installed");
        Matcher matcher = CODE.matcher(Files.readString(Path.of("..", "docs", "helpers.md"), UTF_8));
        assertThat(matcher.find()).as("a block of Python in docs/helpers.md").isTrue();
        script = Files.writeString(temporary.resolve("echo.py"), matcher.group(1), UTF_8);
        assertThat(matcher.group(1).lines()).as("about a page").hasSizeLessThan(100);
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private HelperProcess python() {
        return started(kept(HelperProcess.command("python3", script.toString())).restart(RestartPolicy.onFailure()));
    }

    @Test
    void itIsReadyAnswersAndEndsWithItsInput() {
        HelperProcess helper = python();

        for (int i = 0; i < 10; i++) {
            assertThat(Echoes.call(helper, "hello " + i)).isEqualTo("hello " + i);
        }
        assertThat(Echoes.call(helper, "x".repeat(60_000))).hasSize(60_000);
        StatusException failure = failureOf(() -> EchoClient.on(helper).bytes(BytesRequest.getDefaultInstance()));
        assertThat(failure.code()).isEqualTo(StatusCode.UNIMPLEMENTED);
        assertThat(failureOf(() -> Echoes.call(helper, "x".repeat(70_000))).reason())
                .isEqualTo("MESSAGE_TOO_LARGE");

        HelperExit exit = helper.stop();

        assertThat(exit.code()).as("%s", exit).isZero();
    }

    @Test
    void itIsStartedAgainWhenItDies() {
        HelperProcess helper = python();
        ProcessHandle.of(helper.pid()).orElseThrow().destroyForcibly();

        assertThat(Echoes.start(helper, "again", dev.loopline.call.CallOptions.DEFAULT.withDeadline(PATIENCE))
                        .handle((answer, failure) -> answer)
                        .thenCompose(first -> Echoes.start(
                                helper, "again", dev.loopline.call.CallOptions.DEFAULT.withDeadline(PATIENCE)))
                        .join())
                .isEqualTo(Echoes.text("again"));
        assertThat(helper.restarts()).isEqualTo(1);
    }

    @Test
    void withoutALineItSaysWhatItIs() throws Exception {
        Process process = new ProcessBuilder("python3", script.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).contains("this program is a helper");
        assertThat(process.waitFor()).isEqualTo(1);
    }
}
