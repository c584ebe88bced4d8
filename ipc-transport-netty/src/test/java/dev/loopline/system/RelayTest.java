package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.test.Direction;
import dev.loopline.test.FaultProxy;
import dev.loopline.test.FaultScript;
import java.io.IOException;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Something between the two sides. */
class RelayTest extends SystemFixture {
    private static final ProtocolVersions RICH = new ProtocolVersions(1, 2, 0b11);

    private IpcServer relayed(boolean addressBinding) {
        return later(server("relayed")
                .addressBinding(addressBinding)
                .service(Echoes.echo())
                .start());
    }

    @Test
    void b08AddressBindingRefusesARelayThatChangesNothing() {
        IpcServer server = relayed(true);
        FaultProxy proxy = later(FaultProxy.to(server.endpoint()));

        StatusException failure = failureToConnect(IpcClient.to(proxy.endpoint()));

        assertThat(failure.reason()).isEqualTo("ADDRESS_MISMATCH");
        assertThat(failure.code()).isEqualTo(StatusCode.UNAUTHENTICATED);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(proxy.counts(Direction.TO_SERVER).received()).isEqualTo(RawClient.HELLO_BYTES);
        awaitHandshakes("address_mismatch", 1);
    }

    @Test
    void b08ARelayWorksWithoutAddressBinding() {
        IpcServer server = relayed(false);
        FaultProxy proxy = later(FaultProxy.to(server.endpoint()));

        try (IpcClient client = IpcClient.to(proxy.endpoint()).connect()) {
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
        }
    }

    @Test
    void d02AWholeSessionInWritesOfOneByteHasTheSameResult() {
        IpcServer server = relayed(false);
        FaultProxy proxy = later(FaultProxy.to(server.endpoint()))
                .toServer(faults -> faults.pieces(1, 1))
                .toClient(faults -> faults.pieces(1, 1));

        try (IpcClient client = IpcClient.to(proxy.endpoint()).connect()) {
            for (int size : new int[] {0, 1, 100, 5_000, 66_000}) { // the last in fragments
                byte[] payload = new byte[size];
                new Random(size).nextBytes(payload);
                EchoMessage message = EchoMessage.newBuilder()
                        .setPayload(ByteString.copyFrom(payload))
                        .build();
                assertThat(client.call(EchoService.UNARY, message, CallOptions.DEFAULT))
                        .isEqualTo(message);
            }
        }
    }

    private static Stream<Arguments> changes() {
        Consumer<FaultScript> none = faults -> {};
        return Stream.of(
                Arguments.of("ver_max of M1", at(11, 1), none),
                Arguments.of("features of M1", at(15, 0), none),
                Arguments.of("cb_type of M1", at(72, 1), none),
                Arguments.of("version of M2", none, at(10, 1)),
                Arguments.of("version and ver_max of M2", none, at(10, 1).andThen(at(17, 1))),
                Arguments.of("features of M2", none, at(15, 0)),
                Arguments.of("all that lowers the version", at(11, 1), at(17, 1)));
    }

    private static Consumer<FaultScript> at(int index, int value) {
        return faults -> faults.afterBytes(index).replace((byte) value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void b09ARelayThatLowersWhatIsAgreedOnFailsBothSides(
            String what, Consumer<FaultScript> toServer, Consumer<FaultScript> toClient) throws IOException {
        try (Handshakes server = new Handshakes(RICH);
                FaultProxy proxy = FaultProxy.to(server.endpoint())) {
            proxy.toServer(toServer).toClient(toClient);

            StatusException failure = failureOf(() -> server.connect(proxy.endpoint(), RICH));

            // A server that finds the hello malformed says nothing.
            assertThat(failure.reason())
                    .isEqualTo(what.startsWith("cb_type") ? "HANDSHAKE_FAILED" : "IMPOSTOR_OR_STALE");
            assertThat(proxy.counts(Direction.TO_SERVER).received()).isEqualTo(RawClient.HELLO_BYTES);
            await().until(() -> !server.outcomes.isEmpty());
            assertThat(server.outcomes)
                    .containsExactly(
                            what.startsWith("cb_type") ? HandshakeOutcome.MALFORMED : HandshakeOutcome.ABANDONED);
            assertThat(server.sessions()).isEmpty();
        }
    }

    @Test
    void aRelayThatLowersNothingIsToldTheBestOfBothSides() throws IOException {
        try (Handshakes server = new Handshakes(RICH);
                FaultProxy proxy = FaultProxy.to(server.endpoint())) {
            Session session = server.connect(proxy.endpoint(), RICH);

            assertThat(session.connection().peer().protocolVersion()).isEqualTo(2);
        }
    }
}
