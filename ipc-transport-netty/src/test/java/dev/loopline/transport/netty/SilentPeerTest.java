package dev.loopline.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.testing.RecordingEnd;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both providers at once, since what is waited for takes its time. */
class SilentPeerTest {
    private static final TransportOptions OPTIONS =
            new TransportOptions("silent-peer-test", 1, 65_536, 32_768, 131_072);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<TransportRuntime> runtimes =
            List.of(new EpollTransportProvider().open(OPTIONS), new NioTransportProvider().open(OPTIONS));

    @AfterEach
    void close() {
        runtimes.forEach(TransportRuntime::close);
        LeakPresenceDetector.check();
    }

    @Test
    void waitsFiveSecondsForAPeerThatDoesNotClose() throws IOException {
        List<RecordingEnd> nears = List.of(new RecordingEnd(), new RecordingEnd());
        try (ServerSocket stopped = new ServerSocket()) {
            stopped.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (int i = 0; i < nears.size(); i++) {
                runtimes.get(i)
                        .connect(stopped.getLocalSocketAddress(), nears.get(i))
                        .join();
            }

            nears.forEach(near -> near.transport().close());

            await().atLeast(Duration.ofMillis(4_500)).atMost(PATIENCE).until(() -> nears.stream()
                    .anyMatch(RecordingEnd::isClosed));
            await().atMost(PATIENCE).until(() -> nears.stream().allMatch(RecordingEnd::isClosed));
        }
        assertThat(nears).allSatisfy(near -> assertThat(near.closed()).isEmpty());
    }
}
