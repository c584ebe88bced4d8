package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.endpoint.EndpointDirectory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that publishes a new token while it runs. */
class TokenRotationTest extends SystemFixture {
    private static void assertGetsIn(Endpoint endpoint) {
        try (IpcClient client = IpcClient.to(endpoint).connect()) {
            assertThat(Echoes.call(client, "in")).isEqualTo("in");
        }
    }

    private static void assertStaysOut(Endpoint endpoint) {
        StatusException failure = failureToConnect(IpcClient.to(endpoint));
        assertThat(failure.reason()).isEqualTo("IMPOSTOR_OR_STALE");
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
    }

    @Test
    void b11AFormerTokenLetsClientsInUntilItsGraceIsOverAndSessionsLiveOn() {
        IpcServer server = echoServer("b11");
        Endpoint first = directory().find(server.endpoint().name());
        IpcClient before = later(IpcClient.to(first).connect());

        server.rotateToken();
        Endpoint second = directory().find(first.name());
        assertThat(second).isEqualTo(server.endpoint()).isNotEqualTo(first);
        IpcClient within = later(IpcClient.to(first).connect());
        assertGetsIn(second);

        server.rotateToken(Duration.ofMillis(100));
        Endpoint third = directory().find(first.name());
        await().untilAsserted(() -> assertStaysOut(second));
        assertGetsIn(first); // whose 60 s are not over
        assertGetsIn(third);

        server.rotateToken(Duration.ZERO);
        assertStaysOut(third);
        for (IpcClient session : new IpcClient[] {before, within}) {
            assertThat(Echoes.call(session, "lives on")).isEqualTo("lives on");
        }
        try (IpcClient named = client("b11").connect()) {
            assertThat(Echoes.call(named, "in")).isEqualTo("in");
        }
    }

    @Test
    void aClientThatReadTheFileTooEarlyReadsItAgain() {
        IpcServer rotated = later(server("b11")
                .directory(EndpointDirectory.at(temporary.resolve("elsewhere")))
                .service(Echoes.echo())
                .start());
        Endpoint now = rotated.endpoint();
        EndpointClaim claim = later(directory().claim(now.name()));
        Squatter squatter =
                later(new Squatter(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), (bytes, out) -> {
                    claim.publish(now);
                    out.write('x');
                }));
        claim.publish(Endpoints.at(squatter.address(), Endpoints.withTokenBitChanged(now, 3)));

        try (IpcClient client = client("b11").connect()) {
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
        }

        assertThat(squatter.connections()).isEqualTo(1);
    }

    @Test
    void theGraceHasABound() {
        IpcServer server = echoServer("b11");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.rotateToken(Duration.ofSeconds(61)))
                .withMessage("grace: PT1M1S (expected: 0 to PT1M)");
        assertThatIllegalArgumentException().isThrownBy(() -> server.rotateToken(Duration.ofMillis(-1)));
    }
}
