package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.handshake.ProtocolVersions;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two sides without a common version. */
class VersionTest extends SystemFixture {
    private static final ProtocolVersions NINE = new ProtocolVersions(9, 9, 0);

    private static void assertUnsupported(StatusException failure, String ours, String theirs) {
        assertThat(failure.reason()).isEqualTo("UNSUPPORTED_VERSION");
        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(failure).hasMessageContaining("we speak " + ours + " (expected: one of " + theirs + ",");
    }

    @Test
    void b10AClientOfALaterVersionIsToldTheRangeOfTheServer() throws IOException {
        IpcServer server = echoServer("versions");

        try (Handshakes later = new Handshakes(NINE)) {
            StatusException failure = failureOf(() -> later.connect(server.endpoint(), NINE));

            assertUnsupported(failure, "9..9", "1..1");
        }
        awaitHandshakes("unsupported_version", 1);
        assertThat(handshakes()).isEqualTo(1);
    }

    @Test
    void b10AClientTriesOnceOnlyHoweverLongItWouldWaitForTheServer() throws IOException {
        try (Handshakes server = new Handshakes(NINE)) {
            Endpoints.leave(directory(), server.endpoint());

            StatusException failure = failureToConnect(client("handshakes").waitForEndpoint(Duration.ofSeconds(30)));

            assertUnsupported(failure, "1..1", "9..9");
            await().until(() -> !server.outcomes.isEmpty());
            assertThat(server.outcomes).containsExactly(HandshakeOutcome.UNSUPPORTED_VERSION);
        }
    }

    @Test
    void anEndpointThatIsKnownAlreadyIsTriedOnceToo() throws IOException {
        try (Handshakes server = new Handshakes(NINE)) {
            StatusException failure =
                    failureToConnect(IpcClient.to(server.endpoint()).waitForEndpoint(Duration.ofSeconds(30)));

            assertUnsupported(failure, "1..1", "9..9");
            await().until(() -> server.outcomes.size() == 1);
        }
    }
}
