package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.call.CallOptions;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A handler that makes a call which waits for a server of its own. */
class NestedWaitTest extends SystemFixture {
    private static final CallOptions WAITING =
            CallOptions.DEFAULT.withWaitForReady().withDeadline(CallOptions.NO_DEADLINE);

    private final CompletableFuture<CompletableFuture<EchoMessage>> nested = new CompletableFuture<>();
    private IpcClient front;

    @BeforeEach
    void connect() {
        IpcClient back = later(client("never").connectLater());
        later(server("front")
                .service(Echoes.serving((request, call) -> {
                    nested.complete(Echoes.start(back, "x", WAITING));
                    new CountDownLatch(1).await();
                    return request;
                }))
                .start());
        front = later(client("front").connect());
    }

    @Test
    void itHasTheTimeThatIsLeftOfTheCallThatIsServed() throws Exception {
        var call = Echoes.start(front, "x", CallOptions.DEFAULT.withDeadline(Duration.ofMillis(300)));

        CompletableFuture<EchoMessage> waiting = nested.get(10, TimeUnit.SECONDS);

        await().until(waiting::isDone);
        assertThat(Echoes.failureOf(call).reason()).isEqualTo("DEADLINE_EXCEEDED");
    }

    @Test
    void itEndsWhenTheCallThatIsServedIsCancelled() throws Exception {
        var call = Echoes.start(front, "x", CallOptions.DEFAULT.withDeadline(CallOptions.NO_DEADLINE));
        CompletableFuture<EchoMessage> waiting = nested.get(10, TimeUnit.SECONDS);
        assertThat(waiting).isNotDone();

        call.cancel(true);

        await().until(waiting::isCancelled);
    }
}
