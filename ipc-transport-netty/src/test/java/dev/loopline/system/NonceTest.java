package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.internal.handshake.Agreement;
import dev.loopline.internal.handshake.ClientHandshake;
import dev.loopline.internal.handshake.HelloException;
import dev.loopline.internal.handshake.HelloLimits;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.transport.inprocess.InProcessAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The machines of both sides, without sockets between them. ArchitectureTest bans generators that can be foretold. */
class NonceTest {
    private static final SocketAddress SOMEWHERE = InProcessAddress.of("nonces");
    private static final HelloLimits LIMITS = new HelloLimits(65_536, 1 << 24, 1 << 18, 1_024, 0);

    private final EndpointId id = EndpointId.random();
    private final Credential credential = Credential.random();
    private final ServerHandshake.Rules rules = new ServerHandshake.Rules(
            ProtocolVersions.CURRENT, id, tokenId -> ServerHandshake.Known.of(credential), false, LIMITS);

    @Test
    void b23NoNonceAndNoSessionIdComesAgain() throws HelloException {
        handshake(10_000);
    }

    @Test
    @Tag("slow")
    void b23NoNonceAndNoSessionIdComesAgainInAHundredThousandHandshakes() throws HelloException {
        handshake(100_000);
    }

    private void handshake(int times) throws HelloException {
        Set<ByteBuffer> nonces = new HashSet<>();
        Set<ByteBuffer> sessions = new HashSet<>();
        for (int i = 0; i < times; i++) {
            ClientHandshake client =
                    new ClientHandshake(ProtocolVersions.CURRENT, id, credential, LIMITS, SOMEWHERE, SOMEWHERE);
            ServerHandshake server = new ServerHandshake(rules);
            server.receiveHello(client.clientHello());
            ByteBuffer answer = server.answer(SOMEWHERE, SOMEWHERE, grant -> false);
            client.receive(answer.duplicate());
            client.complete();
            Agreement agreement = server.receiveAuth(client.clientAuth());

            assertThat(agreement).isNotNull();
            nonces.add(client.clientHello().slice(40, 32));
            nonces.add(answer.slice(20, 32));
            sessions.add(answer.slice(52, 16));
        }
        assertThat(nonces).hasSize(2 * times);
        assertThat(sessions).hasSize(times);
    }
}
