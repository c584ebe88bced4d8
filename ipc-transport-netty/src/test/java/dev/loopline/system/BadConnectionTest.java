package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.loopline.Certainty;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoClient;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.test.FaultScript;
import dev.loopline.test.LooplineExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of docs/testing.md, which must show it exactly. */
class BadConnectionTest {
    private static final EchoMessage REQUEST = EchoMessage.newBuilder()
            .setPayload(ByteString.copyFromUtf8("hello"))
            .build();

    // docs/testing.md: begin
    @RegisterExtension
    final LooplineExtension loopline =
            LooplineExtension.serving(EchoService.of(new ConformanceEcho())).throughFaultProxy();

    @Test
    void aServerThatFallsSilentIsGivenUpAtTheDeadline() {
        EchoClient echo = EchoClient.on(loopline.client());
        EchoClient hasty = echo.with(CallOptions.DEFAULT.withDeadline(Duration.ofMillis(200)));

        loopline.proxy().toClient(FaultScript::blackhole);
        assertThatThrownBy(() -> hasty.unary(REQUEST))
                .isInstanceOfSatisfying(StatusException.class, failure -> assertThat(failure.code())
                        .isEqualTo(StatusCode.DEADLINE_EXCEEDED));

        loopline.proxy().heal();
        assertThat(echo.unary(REQUEST)).isEqualTo(REQUEST);
    }

    @Test
    void aCallWhoseAnswerIsCutOffMayHaveRun() {
        EchoClient echo = EchoClient.on(loopline.client());
        loopline.proxy().toClient(faults -> faults.atFrame(1, 10).reset());

        assertThatThrownBy(() -> echo.unary(REQUEST))
                .isInstanceOfSatisfying(StatusException.class, failure -> assertThat(failure.certainty())
                        .isEqualTo(Certainty.UNKNOWN));
    }
    // docs/testing.md: end

    @Test
    void theDocumentShowsExactlyThisExample() throws IOException {
        String source =
                Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));
        int begin = source.indexOf('\n', source.indexOf("// docs/testing.md: begin")) + 1;
        String region = source.substring(begin, source.indexOf("    // docs/testing.md: end"));

        assertThat(Files.readString(Path.of("../docs/testing.md")))
                .contains("```java\n" + region.replaceAll("(?m)^    ", "") + "```\n");
    }
}
