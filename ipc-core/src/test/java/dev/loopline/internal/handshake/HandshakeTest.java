package dev.loopline.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopline.Certainty;
import dev.loopline.Role;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.Token;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Both sides of the handshake against each other, byte by byte. */
class HandshakeTest {
    private static final HelloLimits LIMITS = new HelloLimits(65_536, 16 << 20, 262_144, 1024, 0);
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 49_153);
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    private static final ProtocolVersions CURRENT = ProtocolVersions.CURRENT;

    private final EndpointId id = EndpointId.random();
    private final Credential credential = Credential.random();

    private ServerHandshake server() {
        return server(CURRENT, credential, true);
    }

    private ServerHandshake server(ProtocolVersions versions, Credential known, boolean bindAddresses) {
        return new ServerHandshake(new ServerHandshake.Rules(
                versions,
                id,
                tokenId -> tokenId == known.tokenId() ? ServerHandshake.Known.of(known) : null,
                bindAddresses,
                LIMITS));
    }

    private ClientHandshake client(ProtocolVersions versions, Credential mine) {
        return new ClientHandshake(versions, id, mine, LIMITS, CLIENT, SERVER);
    }

    /** What each side made of it. */
    private record Result(
            @Nullable Agreement client,
            @Nullable Agreement server,
            @Nullable StatusException clientFailure) {}

    /** Changes a message on its way; the index says which: 0, 1, 2 for M1, M2, M3. */
    private interface Tampering {
        byte[] change(int index, byte[] message);
    }

    private Result run(ClientHandshake client, ServerHandshake server, Tampering tampering) {
        Agreement clientAgreement = null;
        try {
            byte[] hello = tampering.change(0, bytes(client.clientHello()));
            if (!server.receiveHello(ByteBuffer.wrap(hello))) {
                return new Result(null, null, null);
            }
            byte[] answer = tampering.change(1, bytes(server.answer(CLIENT, SERVER, grant -> false)));
            if (!client.receive(ByteBuffer.wrap(answer))) {
                return new Result(null, null, null);
            }
            clientAgreement = client.complete();
            byte[] auth = tampering.change(2, bytes(client.clientAuth()));
            return new Result(clientAgreement, server.receiveAuth(ByteBuffer.wrap(auth)), null);
        } catch (HelloException e) {
            return new Result(clientAgreement, null, null);
        } catch (StatusException e) {
            return new Result(null, null, e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] unchanged(int index, byte[] message) {
        return message;
    }

    @Test
    void bothSidesAgree() {
        Result result = run(client(CURRENT, credential), server(), HandshakeTest::unchanged);

        assertThat(result.client()).isNotNull().isEqualTo(result.server());
        assertThat(result.client().version()).isEqualTo(1);
        assertThat(result.client().sessionName()).matches("[0-9a-f]{32}");
    }

    @Test
    void noSessionComesOfAnyFlippedBit() {
        int bits = 8 * (Hello.CLIENT_HELLO_BYTES + Hello.SERVER_HELLO_BYTES + Hello.CLIENT_AUTH_BYTES);
        List<Integer> accepted = new ArrayList<>();

        for (int bit = 0; bit < bits; bit++) {
            int flipped = bit;
            Result result =
                    run(client(CURRENT, credential), server(), (index, message) -> flip(index, message, flipped));
            if (result.server() != null) {
                accepted.add(bit);
            }
        }

        assertThat(accepted).isEmpty();
    }

    private static byte[] flip(int index, byte[] message, int bit) {
        int first = index == 0 ? 0 : index == 1 ? 160 : 320;
        int at = bit / 8 - first;
        if (at < 0 || at >= message.length) {
            return message;
        }
        byte[] changed = message.clone();
        changed[at] ^= (byte) (1 << (bit % 8));
        return changed;
    }

    @Test
    void b12OnlyAValidProofUsesATokenUp() {
        TokenTable tokens = new TokenTable(System::nanoTime);
        tokens.issueOnce(credential, Role.named("helper"), Duration.ofSeconds(30));
        ServerHandshake.Rules rules = new ServerHandshake.Rules(CURRENT, id, tokens, true, LIMITS);
        Credential guess = new Credential(credential.tokenId(), Token.random());

        for (int i = 0; i < 10; i++) {
            assertThat(run(client(CURRENT, guess), new ServerHandshake(rules), HandshakeTest::unchanged)
                            .server())
                    .isNull();
            Tampering badProof = (index, message) -> flip(index, message, 8 * 320 + 8 * 20);
            assertThat(run(client(CURRENT, credential), new ServerHandshake(rules), badProof)
                            .server())
                    .isNull();
        }
        Result first = run(client(CURRENT, credential), new ServerHandshake(rules), HandshakeTest::unchanged);
        Result second = run(client(CURRENT, credential), new ServerHandshake(rules), HandshakeTest::unchanged);

        assertThat(first.server()).isNotNull();
        assertThat(second.server()).isNull();
        assertThat(second.clientFailure().reason()).isEqualTo("IMPOSTOR_OR_STALE");
    }

    @Test
    void b01ATokenThatIsOffByOneBitIsRefusedByBothSides() {
        byte[] token = credential.token().bytes();
        for (int bit = 0; bit < 256; bit++) {
            byte[] other = token.clone();
            other[bit / 8] ^= (byte) (1 << (bit % 8));
            Credential wrong = new Credential(credential.tokenId(), Token.of(other));

            Result result = run(client(CURRENT, wrong), server(), HandshakeTest::unchanged);

            assertThat(result.server()).isNull();
            assertThat(result.clientFailure().reason()).isEqualTo("IMPOSTOR_OR_STALE");
            assertThat(result.clientFailure().certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        }
    }

    @Test
    void anUnknownTokenIdLooksLikeAWrongToken() throws HelloException {
        ServerHandshake server = server();
        ClientHandshake client = client(CURRENT, Credential.random());
        assertThat(server.receiveHello(client.clientHello())).isTrue();

        ByteBuffer answer = server.answer(CLIENT, SERVER, grant -> false);

        assertThat(answer.remaining()).isEqualTo(Hello.SERVER_HELLO_BYTES);
        assertThat(server.refusal()).isNull();
        assertThat(client.receive(answer)).isTrue();
        assertThatThrownBy(client::complete).hasMessageContaining("does not know the endpoint's token");
    }

    @Test
    void whoDoesNotKnowTheTokenCannotAnswerTheServer() throws HelloException {
        ServerHandshake server = server();
        assertThat(server.receiveHello(client(CURRENT, credential).clientHello()))
                .isTrue();
        server.answer(CLIENT, SERVER, grant -> false);

        HelloException refusal = catchThrowableOfType(
                HelloException.class, () -> server.receiveAuth(ByteBuffer.wrap(ClientAuth.encode(new byte[32]))));

        assertThat(refusal.outcome()).isEqualTo(HandshakeOutcome.BAD_PROOF);
    }

    @Test
    void aWrongEndpointIdIsRefused() {
        ClientHandshake client = new ClientHandshake(CURRENT, EndpointId.random(), credential, LIMITS, CLIENT, SERVER);

        Result result = run(client, server(), HandshakeTest::unchanged);

        assertThat(result.server()).isNull();
        assertThat(result.clientFailure().reason()).isEqualTo("IMPOSTOR_OR_STALE");
    }

    @Test
    void b09LoweredVersionsAndClearedFieldsFailOnBothSides() {
        ProtocolVersions newer = new ProtocolVersions(1, 3, 0xFF);
        for (int offset : new int[] {11, 12, 13, 14, 15, 72, 73}) {
            Result result = run(client(newer, credential), server(newer, credential, false), (index, message) -> {
                if (index == 0) {
                    message[offset] = (byte) (offset == 11 ? 1 : 0);
                }
                return message;
            });
            boolean changed = offset == 11 || offset == 15 || offset == 73;
            assertThat(result.server() == null).as("byte %d cleared", offset).isEqualTo(changed);
        }
    }

    @Test
    void b10NamesTheVersionsOfTheServer() {
        Result result = run(client(new ProtocolVersions(9, 9, 0), credential), server(), HandshakeTest::unchanged);

        assertThat(result.server()).isNull();
        assertThat(result.clientFailure().reason()).isEqualTo("UNSUPPORTED_VERSION");
        assertThat(result.clientFailure()).hasMessageContaining("9..9").hasMessageContaining("1..1");
    }

    @Test
    void choosesTheNewestCommonVersion() {
        Result result = run(
                client(new ProtocolVersions(1, 3, 5), credential),
                server(new ProtocolVersions(1, 2, 6), credential, true),
                HandshakeTest::unchanged);

        assertThat(result.client()).isNotNull().isEqualTo(result.server());
        assertThat(result.client().version()).isEqualTo(2);
        assertThat(result.client().features()).isEqualTo(4);
    }

    @Test
    void aRelayedConnectionIsRefusedUnlessBindingIsOff() throws HelloException {
        InetSocketAddress relay = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
        for (boolean binding : new boolean[] {true, false}) {
            ServerHandshake server = server(CURRENT, credential, binding);
            ClientHandshake client = client(CURRENT, credential);
            assertThat(server.receiveHello(client.clientHello())).isTrue();
            assertThat(client.receive(server.answer(relay, SERVER, grant -> false)))
                    .isTrue();

            if (binding) {
                assertThat(server.refusal()).isEqualTo(HandshakeOutcome.ADDRESS_MISMATCH);
                assertThatThrownBy(client::complete).hasMessageContaining("ADDRESS_MISMATCH");
            } else {
                assertThat(client.complete()).isEqualTo(server.receiveAuth(client.clientAuth()));
            }
        }
    }

    @Test
    void helloesMayArriveInAnyTwoPieces() throws HelloException {
        for (int split = 0; split <= Hello.CLIENT_HELLO_BYTES; split++) {
            ServerHandshake server = server();
            ClientHandshake client = client(CURRENT, credential);
            ByteBuffer hello = client.clientHello();
            boolean early = server.receiveHello(hello.slice(0, split));
            assertThat(early).isEqualTo(split == Hello.CLIENT_HELLO_BYTES);
            if (!early) {
                assertThat(server.receiveHello(hello.slice(split, hello.remaining() - split)))
                        .isTrue();
            }
            ByteBuffer answer = server.answer(CLIENT, SERVER, grant -> false);
            if (!client.receive(answer.slice(0, split))) {
                assertThat(client.receive(answer.slice(split, answer.remaining() - split)))
                        .isTrue();
            }
            Agreement agreed = client.complete();
            ByteBuffer auth = client.clientAuth();
            int third = Math.min(split, Hello.CLIENT_AUTH_BYTES);
            Agreement atServer = server.receiveAuth(auth.slice(0, third));
            if (atServer == null) {
                atServer = server.receiveAuth(auth.slice(third, auth.remaining() - third));
            }
            assertThat(atServer).isEqualTo(agreed);
        }
    }

    @Test
    void framesMayFollowTheLastHelloInTheSameBytes() throws HelloException {
        ServerHandshake server = server();
        ClientHandshake client = client(CURRENT, credential);
        server.receiveHello(client.clientHello());
        client.receive(server.answer(CLIENT, SERVER, grant -> false));
        client.complete();
        ByteBuffer both =
                ByteBuffer.allocate(60).put(client.clientAuth()).putInt(42).flip();

        assertThat(server.receiveAuth(both)).isNotNull();
        assertThat(both.remaining()).isEqualTo(4);
    }

    @Test
    void refusesBytesAfterTheHelloThatWasNotAnsweredYet() {
        ByteBuffer more = ByteBuffer.allocate(161)
                .put(client(CURRENT, credential).clientHello())
                .rewind();

        assertThatThrownBy(() -> server().receiveHello(more)).hasMessageContaining("1 bytes after");
    }

    @Test
    void refusesTheFirstByteThatCannotBelongToAHello() {
        byte[] hello = bytes(client(CURRENT, credential).clientHello());
        for (int at = 0; at < Hello.PREFIX_BYTES; at++) {
            byte[] wrong = hello.clone();
            wrong[at] ^= 0x55;
            ByteBuffer upToThere = ByteBuffer.wrap(wrong, 0, at + 1);

            HelloException refusal = catchThrowableOfType(HelloException.class, () -> server().receiveHello(upToThere));

            assertThat(refusal.outcome())
                    .isEqualTo(at < 8 ? HandshakeOutcome.NOT_LOOPLINE_OTHER : HandshakeOutcome.MALFORMED);
            assertThat(refusal).hasMessageContaining("byte " + at);
        }
    }

    @Test
    void a06RefusesReservedBytesThatAreNotZeroAndVersionsOutOfOrder() {
        byte[] hello = bytes(client(CURRENT, credential).clientHello());
        List<int[]> wrongBytes = new ArrayList<>(List.of(new int[] {10, 2}, new int[] {10, 0}, new int[] {73, 7}));
        for (int at = 74; at < 76; at++) {
            wrongBytes.add(new int[] {at, 1});
        }
        for (int at = 132; at < 160; at++) {
            wrongBytes.add(new int[] {at, 1});
        }
        for (int[] wrong : wrongBytes) {
            byte[] changed = hello.clone();
            changed[wrong[0]] = (byte) wrong[1];
            ServerHandshake server = server();

            HelloException refusal = catchThrowableOfType(HelloException.class, () -> {
                server.receiveHello(ByteBuffer.wrap(changed));
                server.answer(CLIENT, SERVER, grant -> false);
            });

            assertThat(refusal).as("byte %d is %d", wrong[0], wrong[1]).isNotNull();
            assertThat(refusal.outcome()).isEqualTo(HandshakeOutcome.MALFORMED);
        }
    }

    @Test
    void randomBytesNeverGetAnAnswer() {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[random.nextInt(400) + 1];
            random.nextBytes(noise);
            ServerHandshake server = server();

            assertThatThrownBy(() -> server.receiveHello(ByteBuffer.wrap(noise)))
                    .isInstanceOf(HelloException.class);
            assertThat(server.answered()).isFalse();
        }
    }

    @Test
    void namesWhatSpeaksInstead() {
        assertThat(outcomeOf("GET / HTTP/1.1\r\n")).isEqualTo(HandshakeOutcome.NOT_LOOPLINE_HTTP);
        assertThat(outcomeOf("PRI * HTTP/2.0\r\n")).isEqualTo(HandshakeOutcome.NOT_LOOPLINE_HTTP);
        assertThat(outcomeOf("\u0016\u0003\u0001")).isEqualTo(HandshakeOutcome.NOT_LOOPLINE_TLS);
        assertThat(outcomeOf("*1\r\n$4\r\nPING")).isEqualTo(HandshakeOutcome.NOT_LOOPLINE_OTHER);
        assertThat(outcomeOf("GARBAGE")).isEqualTo(HandshakeOutcome.NOT_LOOPLINE_OTHER);
    }

    private HandshakeOutcome outcomeOf(String text) {
        return catchThrowableOfType(HelloException.class, () -> server().receiveHello(
                                ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))))
                .outcome();
    }
}
