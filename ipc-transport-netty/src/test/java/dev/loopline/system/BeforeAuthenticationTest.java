package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.HandshakeLimits;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server does with those who have not proved anything: close, and say nothing. */
class BeforeAuthenticationTest extends SystemFixture {
    private static final String BROWSER = " /x HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://example.org\r\n\r\n";

    private static Stream<Arguments> foreignProtocols() {
        return Stream.of(
                Arguments.of("HTTP GET", "GET" + BROWSER, "http"),
                Arguments.of("HTTP POST", "POST" + BROWSER + "a=1", "http"),
                Arguments.of("HTTP OPTIONS", "OPTIONS" + BROWSER, "http"),
                Arguments.of(
                        "WebSocket", "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "http"),
                Arguments.of("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "http"),
                Arguments.of("TLS", "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0003", "tls"),
                Arguments.of("STUN", "\0\1\0\0!\u0012\u00a4B0123456789ab", "other"),
                Arguments.of("SOCKS5", "\u0005\u0001\u0000", "other"),
                Arguments.of("RESP", "*1\r\n$4\r\nPING\r\n", "other"),
                Arguments.of("magic with its line end mangled", "\u0089LPNC\n\u001a", "other"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreignProtocols")
    void a01ClosesOnForeignProtocolsWithoutAWordAndCountsThem(String name, String bytes, String kind)
            throws IOException {
        IpcServer server = echoServer("a01");
        int firstBad = bytes.charAt(0) == 0x89 ? 6 : 1;

        for (String sent : List.of(bytes, bytes.substring(0, firstBad))) {
            try (RawClient client = new RawClient(server.endpoint())) {
                assertThat(client.send(sent).receiveToEnd()).isEmpty();
            }
        }

        awaitHandshakes("not_loopline_" + kind, 2);
        assertThat(handshakes()).isEqualTo(2);
        assertThat(server.connections()).isEmpty();
    }

    /** Three servers at once, so that each has at most 60 of the 160 prefixes, fewer than it lets into the handshake. */
    @Test
    void a04ClosesAfterFiveSecondsOnEveryPrefixOfTheHelloWithoutAWord() throws IOException {
        List<IpcServer> servers =
                IntStream.range(0, 3).mapToObj(i -> echoServer("a04-" + i)).toList();
        List<Duration> lived = new ArrayList<>();

        try (Selector selector = Selector.open()) {
            for (int length = 0; length < RawClient.HELLO_BYTES; length++) {
                IpcServer server = servers.get(length % servers.size());
                SocketChannel channel =
                        SocketChannel.open(server.endpoint().addresses().get(0));
                long connectedAt = System.nanoTime();
                byte[] hello = RawClient.clientHello(server.endpoint(), channel.getLocalAddress());
                channel.write(ByteBuffer.wrap(hello, 0, length));
                channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, connectedAt);
            }
            while (lived.size() < RawClient.HELLO_BYTES) {
                selector.select(
                        key -> {
                            lived.add(Duration.ofNanos(System.nanoTime() - (long) key.attachment()));
                            assertEndsThere((SocketChannel) key.channel());
                        },
                        PATIENCE.toMillis());
            }
        }

        assertThat(lived).hasSize(RawClient.HELLO_BYTES).allSatisfy(time -> assertThat(time)
                .isBetween(Duration.ofMillis(4_500), Duration.ofMillis(5_500)));
        awaitHandshakes("timed_out", RawClient.HELLO_BYTES);
        assertThat(handshakes()).isEqualTo(RawClient.HELLO_BYTES);
    }

    private static void assertEndsThere(SocketChannel channel) {
        try (channel) {
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static Stream<Arguments> badHellos() {
        Stream<Arguments> lengths = Stream.of(0, 1, 159, 161, 512, 65_535)
                .map(length ->
                        Arguments.of("length " + length, 8, new byte[] {(byte) (length >> 8), (byte) (int) length}));
        Stream<Arguments> reserved = IntStream.concat(IntStream.of(74, 75), IntStream.range(132, 160))
                .mapToObj(at -> Arguments.of("reserved byte " + at, at, new byte[] {1}));
        Stream<Arguments> values = Stream.of(
                Arguments.of("ver_min 2 > ver_max 1", 10, new byte[] {2, 1}),
                Arguments.of("ver_min 0", 10, new byte[] {0}),
                Arguments.of("cb_type 1", 72, new byte[] {1}),
                Arguments.of("cb_type 3", 72, new byte[] {3}),
                Arguments.of("addr_mode 1", 73, new byte[] {1}),
                Arguments.of("addresses with addr_mode 0", 73, new byte[] {0}),
                Arguments.of("max_frame 0", 112, new byte[] {0, 0, 0, 0}),
                Arguments.of("max_frame 2^32 - 1", 112, new byte[] {-1, -1, -1, -1}));
        return Stream.of(lengths, reserved, values).flatMap(stream -> stream);
    }

    @Test
    void a06ClosesOnAMalformedHelloWithoutAWord() throws IOException {
        IpcServer server = echoServer("a06");
        List<Arguments> all = badHellos().toList();

        for (Arguments bad : all) {
            assertThat(answerTo(server, bad)).as((String) bad.get()[0]).isEmpty();
        }

        awaitHandshakes("malformed", all.size());
        assertThat(handshakes()).isEqualTo(all.size());
        assertThat(answerTo(server, Arguments.of("nothing wrong", 10, new byte[] {1})))
                .hasSize(RawClient.HELLO_BYTES);
    }

    private static byte[] answerTo(IpcServer server, Arguments bad) throws IOException {
        try (RawClient client = new RawClient(server.endpoint())) {
            byte[] hello = client.clientHello(server.endpoint());
            byte[] changed = (byte[]) bad.get()[2];
            System.arraycopy(changed, 0, hello, (int) bad.get()[1], changed.length);
            client.send(hello);
            return bad.get()[0].equals("nothing wrong") ? client.receive(RawClient.HELLO_BYTES) : client.receiveToEnd();
        }
    }

    /** What a connection costs in any case is left out by comparing with one that is refused at its first byte. */
    @Test
    void a06AllocatesNothingForALengthThatIsOnlyClaimed() throws IOException {
        IpcServer server = echoServer("a06");
        byte[] claiming = RawClient.clientHello(
                server.endpoint(), server.endpoint().addresses().get(0));
        claiming[8] = -1;
        claiming[9] = -1;
        allocatedByTheServer(server, claiming);
        allocatedByTheServer(server, new byte[] {'x'});

        long claimed = allocatedByTheServer(server, claiming);
        long refused = allocatedByTheServer(server, new byte[] {'x'});

        assertThat(claimed - refused).isLessThan(4_096);
    }

    /** {@return bytes for each of a hundred connections} */
    private long allocatedByTheServer(IpcServer server, byte[] sent) throws IOException {
        double before = handshakes();
        long allocated = allocatedByTheServer();
        for (int i = 0; i < 100; i++) {
            try (RawClient client = new RawClient(server.endpoint())) {
                client.send(sent).receiveToEnd();
            }
        }
        await().until(() -> handshakes() == before + 100);
        return (allocatedByTheServer() - allocated) / 100;
    }

    private static long allocatedByTheServer() {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("loopline-server"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
                .sum();
    }

    @Test
    void a14NeverSpeaksFirst() throws IOException {
        IpcServer server = later(server("a14")
                .limits(new HandshakeLimits(Duration.ofMillis(700), 64, 256))
                .start());

        try (RawClient client = new RawClient(server.endpoint())) {
            assertThat(client.receiveToEnd()).isEmpty();
        }

        awaitHandshakes("timed_out", 1);
    }

    @Test
    void aGoodClientGetsThroughAmongSilentOnes() throws IOException {
        IpcServer server = later(server("flood")
                .service(Echoes.echo())
                .limits(new HandshakeLimits(Duration.ofSeconds(5), 8, 256))
                .start());
        List<RawClient> silent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            silent.add(later(new RawClient(server.endpoint())));
        }

        try (IpcClient client = client("flood").connect()) {
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
        }

        awaitHandshakes("evicted", 13);
        assertThat(silent.get(0).receiveToEnd()).isEmpty();
        assertThat(Arrays.asList(handshakes("accepted"), handshakes())).containsExactly(1.0, 14.0);
    }

    /** The server closes in order, so that they learn why, and that must not get them out of the bound. */
    @Test
    void thoseWhoAreToldOfTheirRefusalAndStayAreEvictedToo() throws IOException {
        IpcServer server = later(server("refused")
                .limits(new HandshakeLimits(Duration.ofSeconds(5), 4, 256))
                .start());
        List<RawClient> staying = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawClient client = later(new RawClient(server.endpoint()));
            byte[] hello = client.clientHello(server.endpoint());
            hello[10] = 9;
            hello[11] = 9;
            client.send(hello).receive(RawClient.HELLO_BYTES);
            staying.add(client);
        }

        for (RawClient evicted : staying.subList(0, 4)) {
            await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> assertThatThrownBy(() -> evicted.send("x"))
                    .isInstanceOf(SocketException.class));
        }
        for (RawClient last : staying.subList(4, 8)) {
            last.send("x").send("x");
        }
        assertThat(handshakes("unsupported_version")).isEqualTo(8);
        assertThat(handshakes()).isEqualTo(8);
    }
}
