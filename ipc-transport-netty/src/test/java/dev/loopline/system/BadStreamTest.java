package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ResponseStream;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.test.LooplineExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams over connections that are late, in pieces, or break. */
@Timeout(60)
class BadStreamTest {
    @RegisterExtension
    final LooplineExtension loopline =
            LooplineExtension.serving(NumberingProcess.numbers()).throughFaultProxy();

    private ResponseStream<EchoMessage> numbers(int count) {
        return loopline.client()
                .serverStream(
                        EchoService.SERVER_STREAM,
                        StreamRequest.newBuilder().setCount(count).build(),
                        CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(50)));
    }

    private static void assertAll(ResponseStream<EchoMessage> numbers, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(Echoes.text(numbers.next())).isEqualTo(Integer.toString(i));
        }
        assertThat(numbers.next()).isNull();
    }

    @Test
    void f12OneByteAtATimeIsEnough() {
        loopline.proxy().toClient(faults -> faults.pieces(1, 1)).toServer(faults -> faults.pieces(1, 1));

        try (ResponseStream<EchoMessage> numbers = numbers(300)) {
            assertAll(numbers, 300);
        }
    }

    @Test
    void f12DelayAndJitterChangeNothingButTheTime() {
        loopline.proxy()
                .toClient(faults -> faults.delay(Duration.ofMillis(5), Duration.ofMillis(10)))
                .toServer(faults -> faults.delay(Duration.ofMillis(5), Duration.ofMillis(10)));

        try (ResponseStream<EchoMessage> numbers = numbers(5000)) {
            assertAll(numbers, 5000);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 7", "3, 15", "10, 17", "100, 1", "500, 18"})
    void f12AResetWithinAFrameLeavesAnExactPrefixAndThenOneError(int frame, int offset) {
        loopline.client();
        loopline.proxy().toClient(faults -> faults.atFrame(frame, offset).reset());

        List<String> taken = new ArrayList<>();
        StatusException failure = null;
        try (ResponseStream<EchoMessage> numbers = numbers(0)) {
            while (failure == null) {
                try {
                    taken.add(Echoes.text(numbers.next()));
                } catch (StatusException e) {
                    failure = e;
                }
            }
        }

        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(taken).hasSizeLessThanOrEqualTo(frame);
        for (int i = 0; i < taken.size(); i++) {
            assertThat(taken.get(i)).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void f13APauseOfThreeSecondsIsLatencyOnly() {
        loopline.client();
        loopline.proxy().toClient(faults -> faults.atFrame(50).pause(Duration.ofSeconds(3)));
        List<ResponseStream<EchoMessage>> streams = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            streams.add(numbers(100));
        }

        for (ResponseStream<EchoMessage> stream : streams) {
            assertAll(stream, 100);
            stream.close();
        }
    }
}
