package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.Certainty;
import dev.loopline.MessageLimits;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.Metadata;
import dev.loopline.echo.EchoService;
import dev.loopline.testing.EnginePair;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HeadersTest {
    private static final MessageLimits FRAMES_OF_1_KIB =
            new MessageLimits(1024, 1 << 20, 4096, 1 << 20, 16 * 1024, 64 * 1024);

    @ParameterizedTest
    @ValueSource(ints = {500, 970, 985, 986, 987, 988, 989, 990, 991, 992, 993, 994, 995, 1000, 1024, 4000})
    void metadataThatFillsAFrameFailsItsCallOrArrives(int valueBytes) throws Exception {
        try (EnginePair pair = Engines.inProcess()
                .serverMessages(FRAMES_OF_1_KIB)
                .serve(Engines.serving((request, call) ->
                        Engines.text("" + call.metadata().get("k").length())))
                .connect()) {
            CallOptions options = CallOptions.DEFAULT.withMetadata(Metadata.of("k", "v".repeat(valueBytes)));

            var small = pair.client().callAsync(EchoService.UNARY, Engines.text("x"), options);
            var large = pair.client().callAsync(EchoService.UNARY, Engines.text("x".repeat(5000)), options);

            if (valueBytes <= 992) {
                assertThat(Engines.answerTo(small)).isEqualTo("" + valueBytes);
                assertThat(Engines.answerTo(large)).isEqualTo("" + valueBytes);
            } else {
                StatusException failure = Engines.failureOf(small);
                assertThat(failure.reason()).isEqualTo("BAD_METADATA");
                assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
                assertThat(Engines.failureOf(large).reason()).isEqualTo("BAD_METADATA");
            }
            assertThat(pair.client().isOpen()).isTrue();
        }
    }
}
