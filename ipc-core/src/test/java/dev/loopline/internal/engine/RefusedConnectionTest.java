package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.HandshakeLimits;
import dev.loopline.internal.handshake.ClientHandshake;
import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.handshake.HelloLimits;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.testing.EnginePair;
import dev.loopline.transport.Transport;
import dev.loopline.transport.TransportListener;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that are told in the hello that they cannot be served, and then do not go away. */
@Timeout(60)
class RefusedConnectionTest {
    private static final HandshakeLimits TWO = new HandshakeLimits(Duration.ofSeconds(30), 2, 256);

    @Test
    void oneThatStaysIsStillOneOfThoseInTheHandshakeAndGoesWhenItsPlaceIsNeeded() {
        CountDownLatch stays = new CountDownLatch(1);
        List<TransportRuntime> clients = new ArrayList<>();
        try (EnginePair pair = Engines.inProcess().handshake(TWO).connect()) {
            for (int i = 1; i <= 5; i++) {
                int refused = i;
                clients.add(connectWithUnknownVersion(pair, stays));
                await().until(() -> pair.handshakes.stream()
                                .filter(HandshakeOutcome.UNSUPPORTED_VERSION::equals)
                                .count()
                        == refused);
            }

            assertThat(pair.acceptor().openingCount()).isEqualTo(2);
            stays.countDown();
            await().until(() -> pair.acceptor().openingCount() == 0);
            assertThat(pair.handshakes).hasSize(6); // each is counted once
        } finally {
            stays.countDown();
            clients.forEach(TransportRuntime::close);
        }
    }

    private static TransportRuntime connectWithUnknownVersion(EnginePair pair, CountDownLatch stays) {
        TransportRuntime runtime = new InProcessTransportProvider().open(new TransportOptions("stays", 1, 1024, 1, 2));
        runtime.connect(pair.address(), transport -> new Staying(pair, transport, stays))
                .join();
        return runtime;
    }

    /** Says hello, and takes the answer only later. */
    private record Staying(EnginePair pair, Transport transport, CountDownLatch stays) implements TransportListener {
        @Override
        public void onOpen() {
            ClientHandshake handshake = new ClientHandshake(
                    new ProtocolVersions(9, 9, 0),
                    pair.endpointId,
                    pair.credential,
                    new HelloLimits(1024, 1024, 1024, 1, 0),
                    transport.localAddress(),
                    transport.remoteAddress());
            transport.sendHello(handshake.clientHello());
        }

        @Override
        public boolean onHello(ByteBuffer bytes) {
            bytes.position(bytes.limit());
            try {
                stays.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return false;
        }

        @Override
        public void onFrame(ByteBuffer frame) {}

        @Override
        public void onBadFrameLength(long length) {}

        @Override
        public void onWritable() {}

        @Override
        public void onClosed(Throwable cause) {}
    }
}
