package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits is refused on any thread that moves frames, whosever it is. */
class WaitingRefusedTest extends SystemFixture {
    @ParameterizedTest
    @ValueSource(strings = {"call", "connect", "close client", "close server"})
    void onTheThreadOfAnotherClient(String what) throws Exception {
        echoServer("busy");
        IpcClient busy = later(client("busy").connect());
        IpcServer other = echoServer("other");
        IpcClient connected = later(client("other").connect());
        IpcClient unconnected = later(client("other").connectLater());

        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Runnable attempt = () -> {
            try {
                switch (what) {
                    case "call" ->
                        unconnected.call(EchoService.UNARY, Echoes.text("x"), CallOptions.DEFAULT.withWaitForReady());
                    case "connect" -> client("other").connect().close();
                    case "close client" -> connected.close();
                    default -> other.close();
                }
                thrown.complete(new AssertionError("it did not throw"));
            } catch (Throwable e) {
                thrown.complete(e);
            }
        };
        for (int i = 0; i < 100 && !thrown.isDone(); i++) {
            Echoes.start(busy, "x")
                    .thenAccept(response -> {
                        if (Thread.currentThread().getName().startsWith("loopline-client-")) {
                            attempt.run();
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
        }

        assertThat(thrown.get(10, TimeUnit.SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("loopline-client-1");
        assertThat(Echoes.call(connected, "still there")).isEqualTo("still there");
    }

    @Test
    void aHandlerOnAThreadOfItsOwnMayCloseItsServer() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<IpcServer> server = new CompletableFuture<>();
        server.complete(later(server("closing")
                .service(Echoes.serving((request, call) -> {
                    try {
                        server.join().close();
                        thrown.complete(null);
                    } catch (Throwable e) {
                        thrown.complete(e);
                    }
                    return request;
                }))
                .start()));
        IpcClient client = later(client("closing").connect());

        assertThat(Echoes.failureOf(Echoes.start(client, "x")).reason()).isIn("CONNECTION_CLOSED", "GOING_AWAY");

        assertThat(thrown.join()).isNull();
        assertThat(failureToConnect(client("closing")).reason()).isEqualTo("ENDPOINT_NOT_FOUND");
        later(server("closing").start());
    }

    @Test
    void aHandlerOnAThreadOfItsOwnMayCloseItsClient() {
        CompletableFuture<IpcClient> client = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        IpcServer server = echoServer("calls-back");
        client.complete(later(client("calls-back")
                .service(Echoes.serving((request, call) -> {
                    try {
                        client.join().close();
                        thrown.complete(null);
                    } catch (Throwable e) {
                        thrown.complete(e);
                    }
                    return request;
                }))
                .connect()));

        assertThat(Echoes.failureOf(
                                Echoes.start(List.copyOf(server.connections()).get(0), "x"))
                        .reason())
                .isIn("CONNECTION_CLOSED", "GOING_AWAY");
        assertThat(thrown.join()).isNull();
    }
}
