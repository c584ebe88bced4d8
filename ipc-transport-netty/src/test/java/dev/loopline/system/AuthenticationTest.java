package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.PortPolicy;
import dev.loopline.test.Direction;
import dev.loopline.test.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Neither side talks to one that does not know the token. */
class AuthenticationTest extends SystemFixture {
    private final AtomicInteger handled = new AtomicInteger();

    private IpcServer counting(boolean addressBinding) {
        return later(server("counting")
                .addressBinding(addressBinding)
                .service(Echoes.serving((request, call) -> {
                    handled.incrementAndGet();
                    return request;
                }))
                .start());
    }

    private static void assertImpostor(StatusException failure) {
        assertThat(failure.status())
                .returns("IMPOSTOR_OR_STALE", status -> status.reason())
                .returns(StatusCode.UNAUTHENTICATED, status -> status.code())
                .returns(Certainty.NOT_EXECUTED, status -> status.certainty());
        assertThat(failure).hasMessageContaining("Nothing was sent to it");
    }

    @Test
    void b01AClientTakesNoServerWhoseTokenIsOffByOneBit() {
        IpcServer server = counting(true);

        for (int bit = 0; bit < 256; bit += 37) {
            assertImpostor(failureToConnect(IpcClient.to(Endpoints.withTokenBitChanged(server.endpoint(), bit))));
        }

        awaitHandshakes("abandoned", 7);
        assertThat(handshakes()).isEqualTo(7);
        assertThat(handled).hasValue(0);
    }

    @Test
    void b01AServerTakesNoClientWhoseTokenIsOffByOneBit() throws IOException {
        IpcServer server = counting(true);
        Endpoint endpoint = server.endpoint();

        for (int bit = 0; bit < 256; bit += 5) {
            byte[] token = Endpoints.withTokenBitChanged(endpoint, bit)
                    .credential()
                    .token()
                    .bytes();
            assertThat(answerToProof(endpoint, token)).isEmpty();
        }

        awaitHandshakes("bad_proof", 52);
        assertThat(handshakes()).isEqualTo(52);
        assertThat(handled).hasValue(0);
        assertThat(server.connections()).isEmpty();
    }

    private static byte[] answerToProof(Endpoint endpoint, byte[] token) throws IOException {
        try (RawClient client = new RawClient(endpoint)) {
            byte[] clientHello = client.clientHello(endpoint);
            byte[] serverHello = client.send(clientHello).receive(RawClient.HELLO_BYTES);
            return client.send(RawClient.clientAuth(token, clientHello, serverHello))
                    .receiveToEnd();
        }
    }

    @Test
    void aClientWrittenFromTheSpecificationIsLetIn() throws IOException {
        IpcServer server = counting(true);
        Endpoint endpoint = server.endpoint();

        try (RawClient client = new RawClient(endpoint)) {
            byte[] clientHello = client.clientHello(endpoint);
            byte[] serverHello = client.send(clientHello).receive(RawClient.HELLO_BYTES);
            client.send(RawClient.clientAuth(endpoint.credential().token().bytes(), clientHello, serverHello));
            awaitHandshakes("accepted", 1);
        }

        assertThat(handshakes()).isEqualTo(1);
    }

    @Test
    void b03ARecordedHandshakeOpensNothingAgain() throws IOException {
        IpcServer server = counting(false);
        FaultProxy proxy = later(FaultProxy.to(server.endpoint()));
        try (IpcClient client = IpcClient.to(proxy.endpoint()).connect()) {
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
        }

        byte[] recorded = proxy.beginnings(Direction.TO_SERVER).get(0);
        byte[] hello = Arrays.copyOf(recorded, RawClient.HELLO_BYTES);
        byte[] auth = Arrays.copyOfRange(recorded, RawClient.HELLO_BYTES, RawClient.HELLO_BYTES + RawClient.AUTH_BYTES);

        for (int i = 0; i < 3; i++) {
            try (RawClient client = new RawClient(server.endpoint())) {
                client.send(hello).receive(RawClient.HELLO_BYTES);
                assertThat(client.send(auth).receiveToEnd()).isEmpty();
            }
        }

        awaitHandshakes("bad_proof", 3);
        assertThat(handshakes()).isEqualTo(4);
        assertThat(handled).hasValue(1);
    }

    private enum Behaviour {
        ECHO,
        SILENT,
        HTTP,
        REPLAYED_HELLO
    }

    @ParameterizedTest
    @EnumSource
    void b06ASquatterOnTheOldPortLearnsNothing(Behaviour behaviour) throws IOException {
        Endpoint endpoint;
        byte[] recorded;
        try (IpcServer server = server("squatted").addressBinding(false).start();
                FaultProxy proxy = FaultProxy.to(server.endpoint());
                IpcClient client = IpcClient.to(proxy.endpoint()).connect()) {
            assertThat(client.isOpen()).isTrue();
            endpoint = server.endpoint();
            recorded = Arrays.copyOf(proxy.beginnings(Direction.TO_CLIENT).get(0), RawClient.HELLO_BYTES);
        }
        Squatter squatter = later(new Squatter(
                endpoint.addresses().get(0),
                (bytes, out) -> out.write(
                        switch (behaviour) {
                            case ECHO -> bytes;
                            case SILENT -> new byte[0];
                            case HTTP -> "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
                            case REPLAYED_HELLO -> recorded;
                        })));
        Endpoints.leave(directory(), endpoint);

        long start = System.nanoTime();
        StatusException failure = failureToConnect(client("squatted").connectTimeout(Duration.ofMillis(400)));
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);

        assertImpostor(failure);
        assertThat(squatter.connections()).isEqualTo(1);
        assertThat(squatter.heard()).hasSize(RawClient.HELLO_BYTES);
        byte[] token = endpoint.credential().token().bytes();
        assertThat(new String(squatter.heard(), StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(Arrays.copyOf(token, 4), StandardCharsets.ISO_8859_1));
        if (behaviour == Behaviour.SILENT) {
            assertThat(elapsed).isBetween(Duration.ofMillis(400), Duration.ofMillis(900));
        }
    }

    @Test
    void looksAgainWhenTheServerWasReplacedBetweenLookUpAndConnect() {
        IpcServer replacement = later(server("replaced")
                .directory(EndpointDirectory.at(temporary.resolve("elsewhere")))
                .service(Echoes.echo())
                .start());
        EndpointClaim claim = later(directory().claim(replacement.endpoint().name()));
        Squatter squatter =
                later(new Squatter(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), (bytes, out) -> {
                    claim.publish(replacement.endpoint());
                    out.write('x');
                }));
        claim.publish(Endpoints.withOtherId(Endpoints.at(squatter.address(), replacement.endpoint())));

        try (IpcClient client = client("replaced").connect()) {
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
        }

        assertThat(squatter.connections()).isEqualTo(1);
        assertThat(squatter.heard()).hasSize(RawClient.HELLO_BYTES);
    }

    @Test
    void anEndpointOfOneRunIsNotThatOfTheNextOnTheSamePort() {
        Endpoint former;
        try (IpcServer server = server("again").start()) {
            former = server.endpoint();
        }
        IpcServer next =
                later(server("again").port(PortPolicy.fixed(former.port())).start());

        assertImpostor(failureToConnect(IpcClient.to(former)));

        await().until(() -> handshakes("abandoned") == 1);
        assertThat(next.connections()).isEmpty();
    }
}
