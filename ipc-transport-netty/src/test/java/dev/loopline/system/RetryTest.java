package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls whose connection is lost while their handler runs: which of them are made again. */
class RetryTest extends SystemFixture {
    private static final CallOptions RETRY = CallOptions.DEFAULT.withRetry();
    private static final MethodDescriptor<EchoMessage, EchoMessage> NOT_IDEMPOTENT = new MethodDescriptor<>(
            EchoService.UNARY.fullName(),
            EchoService.UNARY.type(),
            EchoService.UNARY.requestParser(),
            EchoService.UNARY.responseParser(),
            EchoService.UNARY.defaultDeadline(),
            false);

    private final AtomicInteger handled = new AtomicInteger();
    private IpcServer server;
    private IpcClient client;

    private UnaryHandler<EchoMessage, EchoMessage> holding() {
        return (request, call) -> {
            handled.incrementAndGet();
            new CountDownLatch(1).await();
            return request;
        };
    }

    @BeforeEach
    void connect() {
        server = later(server("retried").service(Echoes.serving(holding())).start());
        client = later(client("retried").connect());
    }

    /** Makes a call, waits for it to be in its handler, and takes the connection away. */
    private CompletableFuture<EchoMessage> lost(
            MethodDescriptor<EchoMessage, EchoMessage> method, CallOptions options) {
        CompletableFuture<EchoMessage> call = client.callAsync(method, Echoes.text("x"), options);
        await().until(() -> handled.get() == 1);
        closeServer();
        return call;
    }

    private void closeServer() {
        server.close();
    }

    @Test
    void thatOfAnIdempotentMethodIsMadeOnceMoreIfThatWasAskedFor() {
        assertThat(EchoService.UNARY.idempotent()).isTrue();
        CompletableFuture<EchoMessage> call = lost(EchoService.UNARY, RETRY);

        echoServer("retried");

        assertThat(Echoes.text(call.join())).isEqualTo("x");
    }

    @Test
    void ofAnotherMethodItIsNot() {
        StatusException failure = Echoes.failureOf(lost(NOT_IDEMPOTENT, RETRY.withWaitForReady()));

        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void itIsNotIfNobodyAskedForIt() {
        StatusException failure = Echoes.failureOf(lost(EchoService.UNARY, CallOptions.DEFAULT.withWaitForReady()));

        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void itIsNotMadeAThirdTime() {
        CompletableFuture<EchoMessage> call = lost(EchoService.UNARY, RETRY);

        server = later(server("retried").service(Echoes.serving(holding())).start());
        await().until(() -> handled.get() == 2);
        closeServer();

        assertThat(Echoes.failureOf(call).certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(handled).hasValue(2);
    }

    @Test
    void withoutAServerInTimeNobodyKnowsWhetherItRan() {
        StatusException failure = Echoes.failureOf(lost(EchoService.UNARY, RETRY.withDeadline(Duration.ofMillis(500))));

        assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    @Test
    void thatWhichFailedBeforeItLeftIsNotMadeAgainUnlessItWaits() {
        closeServer();
        await().until(() -> !client.isOpen());

        StatusException failure = Echoes.failureOf(Echoes.start(client, "x", RETRY));

        assertThat(failure.reason()).isEqualTo("NOT_CONNECTED");
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
    }
}
