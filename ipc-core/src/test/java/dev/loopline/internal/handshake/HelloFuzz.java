package dev.loopline.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.transport.inprocess.InProcessAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The hellos, read from bytes that anybody may have sent. Only {@link HelloException} may come out of the accepting side
 * and {@link StatusException} out of the connecting side, and nobody gets in.
 */
class HelloFuzz {
    private static final SocketAddress SOMEWHERE = InProcessAddress.of("fuzz");
    private static final HelloLimits LIMITS = new HelloLimits(65_536, 1 << 24, 1 << 18, 1_024, 0);
    private static final EndpointId ID = EndpointId.random();
    private static final Credential CREDENTIAL = Credential.random();
    private static final ServerHandshake.Rules RULES = new ServerHandshake.Rules(
            ProtocolVersions.CURRENT,
            ID,
            tokenId -> tokenId == CREDENTIAL.tokenId() ? ServerHandshake.Known.of(CREDENTIAL) : null,
            false,
            LIMITS);

    /** The first byte says to which side the others go; they go there in pieces of the size that it says, too. */
    @FuzzTest(maxDuration = "2s")
    void hellosAreReadOrRefused(byte[] data) {
        if (data.length < 2) {
            return;
        }
        int pieceBytes = 1 + (data[0] & 0x7F);
        byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        if (data[0] < 0) {
            connect(bytes, pieceBytes);
        } else {
            accept(bytes, pieceBytes);
        }
        decode(Arrays.copyOf(bytes, Hello.CLIENT_HELLO_BYTES));
    }

    private static void accept(byte[] bytes, int pieceBytes) {
        ServerHandshake handshake = new ServerHandshake(RULES);
        try {
            for (int at = 0; at < bytes.length; at += pieceBytes) {
                ByteBuffer piece = piece(bytes, at, pieceBytes);
                if (handshake.answered()) {
                    assertThat(handshake.receiveAuth(piece)).isNull();
                } else if (handshake.receiveHello(piece)) {
                    ByteBuffer answer = handshake.answer(SOMEWHERE, SOMEWHERE, grant -> false);
                    assertThat(answer.remaining()).isEqualTo(Hello.SERVER_HELLO_BYTES);
                }
                assertThat(piece.hasRemaining()).isFalse();
            }
        } catch (HelloException e) {
            assertThat(e.getMessage()).isNotEmpty();
            assertThat(e.outcome()).isNotEqualTo(HandshakeOutcome.ACCEPTED);
        }
    }

    private static void connect(byte[] bytes, int pieceBytes) {
        ClientHandshake handshake =
                new ClientHandshake(ProtocolVersions.CURRENT, ID, CREDENTIAL, LIMITS, SOMEWHERE, SOMEWHERE);
        try {
            for (int at = 0; at < bytes.length; at += pieceBytes) {
                if (handshake.receive(piece(bytes, at, pieceBytes))) {
                    throw new AssertionError("a server without the token was taken: " + handshake.complete());
                }
            }
        } catch (StatusException e) {
            assertThat(e.reason()).isEqualTo("IMPOSTOR_OR_STALE");
        }
    }

    /** What is read says the same again when it is written. */
    private static void decode(byte[] hello) {
        byte[] withoutPrefix = Arrays.copyOfRange(hello, Hello.PREFIX_BYTES, hello.length);
        try {
            assertThat(ClientHello.decode(hello).encode()).endsWith(withoutPrefix);
        } catch (HelloException e) {
            assertThat(e.outcome()).isEqualTo(HandshakeOutcome.MALFORMED);
        }
        try {
            byte[] proven = Arrays.copyOfRange(hello, 20, ServerHello.PROVEN_BYTES);
            assertThat(ServerHello.decode(hello).encodeWithoutProof()).containsSequence(proven);
        } catch (HelloException e) {
            assertThat(e.outcome()).isEqualTo(HandshakeOutcome.MALFORMED);
        }
    }

    private static ByteBuffer piece(byte[] bytes, int at, int pieceBytes) {
        return ByteBuffer.wrap(bytes, at, Math.min(pieceBytes, bytes.length - at))
                .slice();
    }
}
