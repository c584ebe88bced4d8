package dev.loopline.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another program that takes a server's port the moment it is free, while a client looks for the server. */
@Tag("one-java")
class TakenPortTest extends SystemFixture {
    private static final String SECRET = "needle of the application";
    private static final int HELLO_BYTES = 160;

    private static Squatter.Answer answer(int round) {
        return switch (round % 4) {
            case 0 -> (bytes, out) -> out.write(bytes); // says what it hears
            case 1 ->
                (bytes, out) -> {
                    byte[] noise = new byte[HELLO_BYTES];
                    ThreadLocalRandom.current().nextBytes(noise);
                    out.write(noise);
                };
            case 2 -> (bytes, out) -> out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
            default -> (bytes, out) -> {}; // says nothing
        };
    }

    private static Squatter take(int port, int round) {
        while (true) {
            try {
                return new Squatter(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), answer(round));
            } catch (UncheckedIOException e) {
                Thread.onSpinWait(); // not free yet
            }
        }
    }

    private void takeThePort(int times) throws Exception {
        EndpointDirectory published = EndpointDirectory.at(temporary.resolve("published"));
        try (EndpointClaim claim = published.claim(EndpointName.of("taken"))) {
            IpcServer server = server("taken").service(Echoes.echo()).start();
            claim.publish(server.endpoint());
            IpcClient client = later(client("taken")
                    .directory(published)
                    .connectTimeout(Duration.ofMillis(200))
                    .connect());
            for (int round = 0; round < times; round++) {
                int port = server.endpoint().port();
                CompletableFuture<Squatter> taking = new CompletableFuture<>();
                int number = round;
                Thread taker = new Thread(() -> taking.complete(take(port, number)));
                taker.start();
                server.close();
                CompletableFuture<EchoMessage> call =
                        Echoes.start(client, SECRET, WaitingForTheServerTest.WAITING.withDeadline(PATIENCE));
                try (Squatter squatter = taking.get(20, TimeUnit.SECONDS)) {
                    await().until(() -> squatter.connections() > 0 && squatter.heard().length >= HELLO_BYTES);

                    assertThat(new String(squatter.heard(), ISO_8859_1)).doesNotContain(SECRET);
                    assertThat(squatter.heard().length).isLessThanOrEqualTo(squatter.connections() * HELLO_BYTES);
                    assertThat(call).isNotDone();
                }
                server = server("taken").service(Echoes.echo()).start();
                claim.publish(server.endpoint());
                assertThat(Echoes.text(call.get(20, TimeUnit.SECONDS))).isEqualTo(SECRET);
            }
            server.close();
        }
    }

    @Test
    void f17WhoeverTakesThePortOfAServerHearsNothingOfTheApplication() throws Exception {
        takeThePort(12);
    }

    @Test
    @Tag("slow")
    @Timeout(300)
    void f17AHundredTimes() throws Exception {
        takeThePort(100);
    }
}
