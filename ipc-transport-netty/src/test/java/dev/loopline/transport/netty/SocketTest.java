package dev.loopline.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.testing.RecordingEnd;
import dev.loopline.testing.TestFrame;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.TransportRuntime;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract cannot see: the socket itself, from its other end and in the kernel's tables. */
@ParameterizedClass
@MethodSource("providers")
class SocketTest {
    private static final TransportOptions OPTIONS = new TransportOptions("socket-test", 1, 65_536, 32_768, 131_072);
    private static final int TCP_LISTEN = 0x0A;
    private static final Pattern ROW =
            Pattern.compile("^ *\\d+: (?<address>[0-9A-F]+):(?<port>[0-9A-F]+) [0-9A-F:]+ (?<state>[0-9A-F]+) ");

    private final TransportRuntime runtime;

    SocketTest(TransportProvider provider) {
        this.runtime = provider.open(OPTIONS);
    }

    static Stream<TransportProvider> providers() {
        return Stream.of(new EpollTransportProvider(), new NioTransportProvider());
    }

    @AfterEach
    void close() {
        runtime.close();
        LeakPresenceDetector.check();
    }

    @Test
    void listensOnNothingButLoopback() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/net/tcp")), "needs Linux: the kernel's socket tables");
        List<String> wanted = List.of("127.0.0.1", "::1");
        for (String host : wanted) {
            try (Binding binding = runtime.bind(at(host, 0), new RecordingEnd())) {
                int port = ((InetSocketAddress) binding.address()).getPort();

                assertThat(listeners(port))
                        .singleElement()
                        .isIn(
                                "0100007F", // the three ways in which the kernel writes them
                                "0000000000000000FFFF00000100007F",
                                "00000000000000000000000001000000");
            }
        }
    }

    @Test
    void bindsBothFamiliesToOnePort() throws IOException {
        try (Binding first = runtime.bind(at("127.0.0.1", 0), new RecordingEnd())) {
            int port = ((InetSocketAddress) first.address()).getPort();
            try (Binding second = runtime.bind(at("::1", port), new RecordingEnd())) {
                assertThat(listeners(port)).hasSize(2);
                assertThat(second.address()).isEqualTo(at("::1", port));
            }
        }
    }

    @Test
    void bindsAPortAgainWhoseLastConnectionIsInTimeWait() throws IOException {
        RecordingEnd accepted = new RecordingEnd();
        SocketAddress address;
        try (Binding binding = runtime.bind(at("127.0.0.1", 0), accepted)) {
            address = binding.address();
            try (Socket peer = new Socket()) {
                peer.connect(address);
                accepted.transport().close(); // first, so that this end is the one that waits
                peer.getInputStream().readAllBytes();
            }
            accepted.closed();
        }

        try (Binding again = runtime.bind(address, new RecordingEnd())) {
            assertThat(again.address()).isEqualTo(address);
        }
    }

    @Test
    void putsFourBytesOfLengthBeforeAFrame() throws IOException {
        RecordingEnd accepted = new RecordingEnd();
        try (Binding binding = runtime.bind(at("127.0.0.1", 0), accepted);
                Socket peer = new Socket()) {
            peer.connect(binding.address());

            accepted.offer(new TestFrame(1, 300));
            accepted.offer(new TestFrame(2, 60_000));
            accepted.transport().close();

            byte[] wire = peer.getInputStream().readAllBytes();
            assertThat(new String(wire, 0, 16, US_ASCII)).isEqualTo(RecordingEnd.HELLO);
            assertThat(wire).hasSize(16 + 304 + 60_004).containsSequence(0, 0, 1, 44, 0, 0, 0, 1);
            assertThat(List.of(wire[320], wire[321], wire[322], wire[323]))
                    .containsExactly((byte) 0, (byte) 0, (byte) 0xEA, (byte) 0x60);
        }
    }

    @Test
    void writesOnceSome4KiBWaitThoughTheTaskGoesOn() throws IOException {
        RecordingEnd accepted = new RecordingEnd();
        CountDownLatch read = new CountDownLatch(1);
        try (Binding binding = runtime.bind(at("127.0.0.1", 0), accepted);
                Socket peer = new Socket()) {
            peer.connect(binding.address());
            peer.getInputStream().readNBytes(16);

            accepted.transport().execute(() -> {
                accepted.transport().offer(new TestFrame(1, 4_000));
                accepted.transport().offer(new TestFrame(2, 4_000));
                accepted.transport().offer(new TestFrame(3, 16));
                awaitQuietly(read);
            });

            assertThat(peer.getInputStream().readNBytes(8_008)).hasSize(8_008);
            assertThat(peer.getInputStream().available()).isZero();
            read.countDown();
            assertThat(peer.getInputStream().readNBytes(20)).hasSize(20);
        }
    }

    @Test
    void tellsWhyWhenThePeerResets() throws IOException {
        RecordingEnd accepted = new RecordingEnd();
        try (Binding binding = runtime.bind(at("127.0.0.1", 0), accepted);
                Socket peer = new Socket()) {
            peer.connect(binding.address());
            peer.getInputStream().readNBytes(16);
            peer.setSoLinger(true, 0);
        }

        assertThat(accepted.closed()).get().isInstanceOf(IOException.class);
    }

    @Test
    void endsWithoutACauseWhenThePeerCloses() throws IOException {
        RecordingEnd accepted = new RecordingEnd();
        try (Binding binding = runtime.bind(at("127.0.0.1", 0), accepted);
                Socket peer = new Socket()) {
            peer.connect(binding.address());
            peer.getInputStream().readNBytes(16);
            peer.shutdownOutput();

            assertThat(accepted.closed()).isEmpty();
        }
    }

    @Test
    void closesInOrderThoughThereAreBytesThatItHasNotRead() throws IOException {
        RecordingEnd accepted = new RecordingEnd();
        CountDownLatch sent = new CountDownLatch(1);
        try (Binding binding = runtime.bind(at("127.0.0.1", 0), accepted);
                Socket peer = new Socket()) {
            peer.connect(binding.address());
            accepted.transport().execute(() -> {
                awaitQuietly(sent);
                accepted.transport().offer(new TestFrame(1, 50_000));
                accepted.transport().close();
            });

            peer.getOutputStream().write(new byte[100_000]);
            sent.countDown();

            assertThat(peer.getInputStream().readAllBytes()).hasSize(16 + 50_004); // and no reset
        }
        assertThat(accepted.closed()).isEmpty();
    }

    @Test
    void knowsTheThreadsOfOtherTransports() throws Exception {
        RecordingEnd accepted = new RecordingEnd();
        RecordingEnd inProcess = new RecordingEnd();
        try (Binding binding = runtime.bind(at("127.0.0.1", 0), accepted);
                Socket peer = new Socket();
                TransportRuntime other = new InProcessTransportProvider().open(OPTIONS);
                Binding otherBinding = other.bind(InProcessAddress.of("socket-test"), new RecordingEnd())) {
            peer.connect(binding.address());
            other.connect(otherBinding.address(), inProcess).get(10, TimeUnit.SECONDS);

            boolean onLoop = accepted.inRole(it -> inProcess.transport().onTransportThread());
            boolean onInProcess = inProcess.inRole(it -> accepted.transport().onTransportThread());

            assertThat(onLoop).isTrue();
            assertThat(onInProcess).isTrue();
            assertThat(accepted.transport().onTransportThread()).isFalse();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return the local addresses, as the kernel writes them, of what listens at a port} */
    private static List<String> listeners(int port) throws IOException {
        List<String> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
                Matcher row = ROW.matcher(line);
                if (row.find()
                        && Integer.parseInt(row.group("state"), 16) == TCP_LISTEN
                        && Integer.parseInt(row.group("port"), 16) == port) {
                    found.add(row.group("address"));
                }
            }
        }
        return found;
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(literal, port);
    }
}
