package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How servers begin and how both sides end. */
class ServerLifeTest extends SystemFixture {
    @Test
    void aSecondServerOfOneNameFailsNamingTheFirst() {
        IpcServer first = echoServer("one/name");

        StatusException failure = failureOf(() -> server("one/name").start());

        assertThat(failure.code()).isEqualTo(StatusCode.ALREADY_EXISTS);
        assertThat(failure.reason()).isEqualTo("ENDPOINT_IN_USE");
        assertThat(failure)
                .hasMessageContaining("endpoint one/name: taken by pid "
                        + ProcessHandle.current().pid());
        try (IpcClient client = client("one/name").connect()) {
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
            assertThat(first.connections()).hasSize(1);
        }
    }

    @Test
    void closingAServerLeavesNoFileNoThreadAndNoConnection() {
        IpcServer server = echoServer("closing");
        IpcClient client = later(client("closing").connect());
        assertThat(Echoes.call(client, "x")).isEqualTo("x");
        assertThat(Endpoints.file(directory(), "closing")).exists();

        server.close();
        server.close();

        assertThat(Endpoints.file(directory(), "closing")).doesNotExist();
        assertThat(threads()).allMatch(name -> name.startsWith("loopline-client"));
        assertThat(server.connections()).isEmpty();
        await().until(() -> !client.isOpen());
        assertThat(failureToConnect(client("closing")).reason()).isEqualTo("ENDPOINT_NOT_FOUND");
    }

    @Test
    void closingAClientLeavesNoThreadAndNoConnection() {
        IpcServer server = echoServer("left");
        IpcClient client = client("left").connect();
        assertThat(Echoes.call(client, "x")).isEqualTo("x");

        client.close();
        client.close();

        assertThat(threads()).noneMatch(name -> name.startsWith("loopline-client"));
        assertThat(client.isOpen()).isFalse();
        await().until(() -> server.connections().isEmpty());
        assertThat(Echoes.failureOf(Echoes.start(client, "y")).certainty()).isEqualTo(Certainty.NOT_EXECUTED);
    }

    @Test
    void closingAServerCancelsTheCallsThatItServes() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        IpcServer server = later(server("busy")
                .service(Echoes.serving((request, call) -> {
                    call.onCancel(cancelled::countDown);
                    running.countDown();
                    new CountDownLatch(1).await();
                    return request;
                }))
                .start());
        IpcClient client = later(client("busy").connect());
        CompletableFuture<EchoMessage> call = Echoes.start(client, "x");
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();

        server.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        StatusException failure = Echoes.failureOf(call);
        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
    }

    /** A peer that never closes its side must not hold up the end of a server. */
    @Test
    void closingAServerDoesNotWaitForThoseInTheHandshake() throws IOException {
        IpcServer server = echoServer("half");
        RawClient silent = later(new RawClient(server.endpoint()));
        RawClient answered = later(new RawClient(server.endpoint()));
        answered.send(answered.clientHello(server.endpoint())).receive(RawClient.HELLO_BYTES);
        long start = System.nanoTime();

        server.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(silent.receiveToEnd()).isEmpty();
        assertThat(answered.receiveToEnd()).isEmpty();
        // Whether the server had seen the silent one when it closed is up to the kernel; the other one it had answered.
        await().untilAsserted(() -> assertThat(handshakes("abandoned")).isBetween(1.0, 2.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwx---", "rwx------ of another user", "symbolic link"})
    void c02RefusesADirectoryThatIsNotTheUsersAlone(String kind) throws IOException {
        echoServer("dir").close();
        Path path = directory().path();
        switch (kind) {
            case "symbolic link" -> {
                Path real = Files.move(path, path.resolveSibling("real"));
                Files.createSymbolicLink(path, real);
            }
            case "rwx------ of another user" -> {
                assumeThat((int) Files.getAttribute(path, "unix:uid"))
                        .as("only root can give directories away")
                        .isZero();
                Files.setAttribute(path, "unix:uid", 12_345);
            }
            default -> Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(kind));
        }

        StatusException onStart = failureOf(() -> server("dir").start());
        StatusException onConnect = failureToConnect(client("dir"));

        assertThat(onStart.reason()).isEqualTo("ENDPOINT_UNSAFE");
        assertThat(onStart).hasMessageContaining(path.toString());
        assertThat(onConnect.reason()).isEqualTo("ENDPOINT_UNSAFE");
        assertThat(onConnect.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(threads()).isEmpty();
    }
}
