package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.HandshakeLimits;
import dev.loopline.IpcServer;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.wire.v1.GoAway;
import dev.loopline.test.FaultProxy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that begin as they should and go on as they should not. */
class HostileHelloTest extends SystemFixture {
    private static final long SEED = 20_261_122;

    private final AtomicInteger handled = new AtomicInteger();

    private IpcServer counting(Duration deadline) {
        return later(server("hostile")
                .limits(new HandshakeLimits(deadline, 64, 256))
                .addressBinding(false)
                .service(Echoes.serving((request, call) -> {
                    handled.incrementAndGet();
                    return request;
                }))
                .start());
    }

    @Test
    void a05AHelloThatDripsIsCutOffAtTheDeadline() throws IOException {
        drip(Duration.ofMillis(800), 30);
    }

    @Test
    @Tag("slow")
    void a05AHelloOfAByteEvery200MillisecondsIsCutOffAfterFiveSeconds() throws IOException {
        drip(Duration.ofSeconds(5), 5);
    }

    private void drip(Duration deadline, int bytesPerSecond) throws IOException {
        IpcServer server = counting(deadline);
        FaultProxy proxy = later(FaultProxy.to(server.endpoint())).toServer(faults -> faults.throttle(bytesPerSecond));

        try (RawClient client = new RawClient(proxy.endpoint())) {
            long start = System.nanoTime();
            client.send(client.clientHello(proxy.endpoint()));
            assertThat(client.receiveToEnd()).isEmpty();
            Duration lived = Duration.ofNanos(System.nanoTime() - start);

            assertThat(lived).isBetween(deadline.multipliedBy(9).dividedBy(10), deadline.plusMillis(500));
        }
        awaitHandshakes("timed_out", 1);
        assertThat(handshakes()).isEqualTo(1);
    }

    @Test
    void a08RandomBytesOpenNothing() throws IOException {
        sendRandomBytes(3_000);
    }

    @Test
    @Tag("slow")
    void a08RandomBytesOfTenThousandConnectionsOpenNothing() throws IOException {
        sendRandomBytes(10_000);
    }

    private void sendRandomBytes(int connections) throws IOException {
        IpcServer server = counting(Duration.ofSeconds(5));
        byte[] prefix = Arrays.copyOf(
                RawClient.clientHello(
                        server.endpoint(), server.endpoint().addresses().get(0)),
                10);
        Random random = new Random(SEED);

        CapturedErrors captured = new CapturedErrors();
        try (captured) {
            for (int i = 0; i < connections; i++) {
                byte[] bytes = new byte[random.nextInt(600)];
                random.nextBytes(bytes);
                if (random.nextInt(3) == 0) { // past the magic and the length
                    System.arraycopy(prefix, 0, bytes, 0, Math.min(bytes.length, prefix.length));
                }
                try (RawClient client = new RawClient(server.endpoint())) {
                    assertThat(client.sendAndEnd(bytes)).as("answer to " + i).isEmpty();
                }
            }
        }

        awaitHandshakes(connections);
        assertThat(handshakes("accepted")).isZero();
        assertThat(server.connections()).isEmpty();
        assertThat(captured.text()).doesNotContain("Exception", "\tat ");
        assertThat(captured.uncaught()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 48, 352, 353, 512, 4_096, 65_536, 1 << 20})
    void a09BytesAfterTheHelloEndTheConnection(int more) throws IOException {
        IpcServer server = counting(Duration.ofSeconds(5));
        byte[] bytes = new byte[RawClient.HELLO_BYTES + more];
        new Random(SEED).nextBytes(bytes);

        try (RawClient client = new RawClient(server.endpoint())) {
            System.arraycopy(client.clientHello(server.endpoint()), 0, bytes, 0, RawClient.HELLO_BYTES);
            assertThat(client.sendAndEnd(bytes)).isEmpty();
        }

        awaitHandshakes("malformed", 1);
        assertThat(handshakes()).isEqualTo(1);
    }

    @Test
    void a11AFrameInPlaceOfTheProofEndsTheConnection() throws IOException {
        IpcServer server = counting(Duration.ofSeconds(5));

        assertThat(answerAfterTheHello(server.endpoint(), call())).isEmpty();

        assertClosedUnproven(server);
    }

    @Test
    void a11ASecondHelloEndsTheConnection() throws IOException {
        IpcServer server = counting(Duration.ofSeconds(5));
        byte[] hello = RawClient.clientHello(
                server.endpoint(), server.endpoint().addresses().get(0));

        assertThat(answerAfterTheHello(server.endpoint(), hello)).isEmpty();

        assertClosedUnproven(server);
    }

    /** There is a session to end by then, so the client is told why. */
    @Test
    void a11ASecondProofIsAProtocolError() throws IOException {
        IpcServer server = counting(Duration.ofSeconds(5));
        Endpoint endpoint = server.endpoint();

        try (RawClient client = new RawClient(endpoint)) {
            byte[] hello = client.clientHello(endpoint);
            byte[] answer = client.send(hello).receive(RawClient.HELLO_BYTES);
            byte[] auth = RawClient.clientAuth(endpoint.credential().token().bytes(), hello, answer);
            byte[] twice = ByteBuffer.allocate(2 * auth.length + 100)
                    .put(auth)
                    .put(auth)
                    .put(call())
                    .array();
            ByteBuffer goAway = ByteBuffer.wrap(client.send(twice).receiveToEnd());

            assertThat(goAway.getInt()).isEqualTo(goAway.remaining());
            assertThat(FrameHeader.type(goAway)).isEqualTo(FrameType.GOAWAY.code());
            assertThat(GoAway.parseFrom(goAway.position(goAway.position() + FrameHeader.BYTES)))
                    .returns("PROTOCOL_ERROR", GoAway::getReason)
                    .returns(0L, GoAway::getLastStreamId);
        }
        awaitHandshakes("accepted", 1);
        assertThat(handled).hasValue(0);
    }

    private static byte[] answerAfterTheHello(Endpoint endpoint, byte[] sent) throws IOException {
        try (RawClient client = new RawClient(endpoint)) {
            client.send(client.clientHello(endpoint)).receive(RawClient.HELLO_BYTES);
            return client.send(sent).receiveToEnd();
        }
    }

    private void assertClosedUnproven(IpcServer server) {
        awaitHandshakes(1);
        assertThat(handshakes("accepted")).isZero();
        assertThat(server.connections()).isEmpty();
        assertThat(handled).hasValue(0);
    }

    private static byte[] call() {
        ByteBuffer frame = ByteBuffer.allocate(4 + FrameHeader.BYTES).putInt(FrameHeader.BYTES);
        FrameHeader.write(frame, FrameType.CALL.code(), FrameHeader.FLAG_END, 1, 0, 1);
        return frame.array();
    }
}
