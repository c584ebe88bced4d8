package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ResponseStream;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.testing.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the reader of a stream has when the process that sends it is killed. */
class StreamDeathTest extends SystemFixture {
    @Test
    void f02KillingTheServerWithinAStreamLeavesAnExactPrefixAndThenOneError() {
        ChildJvm server = later(ChildJvm.start(
                NumberingProcess.class, List.of(), directory().path().toString(), "f02"));
        server.awaitLine("ready .*", PATIENCE);

        try (IpcClient client = client("f02").connect();
                ResponseStream<EchoMessage> numbers = client.serverStream(
                        EchoService.SERVER_STREAM, StreamRequest.getDefaultInstance(), CallOptions.DEFAULT)) {
            int next = 0;
            StatusException failure = null;
            while (failure == null) {
                try {
                    EchoMessage number = numbers.next();
                    assertThat(number).isNotNull();
                    assertThat(Echoes.text(number)).isEqualTo(Integer.toString(next));
                    next++;
                } catch (StatusException e) {
                    failure = e;
                }
                if (next == 1000) {
                    server.kill9();
                }
            }

            assertThat(next).isGreaterThanOrEqualTo(1000);
            assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
            assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
            assertThat(failureOf(numbers::next).code()).isEqualTo(StatusCode.UNAVAILABLE);
        }
    }
}
