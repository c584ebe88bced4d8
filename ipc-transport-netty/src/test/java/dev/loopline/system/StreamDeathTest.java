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
import dev.loopline.testing.StreamShape;
import dev.loopline.testing.StreamShape.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What calls that stream come to when the process of the other side is killed. */
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

    @Test
    void f02KillingTheServerEndsCallsOfEveryShape() {
        ChildJvm server = later(ChildJvm.start(
                ExchangingProcess.class, List.of(), "serve", directory().path().toString(), "f02"));
        server.awaitLine("ready .*", PATIENCE);

        try (IpcClient client = client("f02").connect()) {
            List<Call> calls = new ArrayList<>();
            for (StreamShape shape : StreamShape.values()) {
                Call call = shape.open(client, CallOptions.DEFAULT);
                for (int i = 0; i < 100; i++) {
                    call.exchange(i);
                }
                calls.add(call);
            }
            server.kill9();

            for (Call call : calls) {
                StatusException failure = failureOf(() -> {
                    for (int i = 100; ; i++) {
                        call.exchange(i);
                    }
                });
                assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
                assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
            }
        }
    }

    @Test
    void f03KillingTheClientEndsHandlersOfEveryShape() throws InterruptedException {
        BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
        later(server("f03")
                .service(StreamShape.serving(side -> {
                    try {
                        for (int i = 0; ; i++) {
                            side.take(i);
                            side.send(i);
                        }
                    } catch (StatusException | AssertionError e) {
                        ends.add(e);
                        throw e;
                    }
                }))
                .start());
        ChildJvm client = later(ChildJvm.start(
                ExchangingProcess.class, List.of(), "call", directory().path().toString(), "f03"));
        client.awaitLine("exchanged", PATIENCE);

        client.kill9();

        for (int i = 0; i < StreamShape.values().length; i++) {
            Throwable end = ends.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(end).isInstanceOfSatisfying(StatusException.class, failure -> assertThat(failure.code())
                    .isIn(StatusCode.UNAVAILABLE, StatusCode.CANCELLED));
        }
        assertThat(ends).isEmpty();
    }
}
