package dev.loopline.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortHolderTest {
    private static final InetAddress V4 = LoopbackLiteral.parse("127.0.0.1");
    private static final InetAddress V6 = LoopbackLiteral.parse("::1");

    @BeforeEach
    void needLinux() {
        assumeTrue(OperatingSystem.current() == OperatingSystem.LINUX, "needs /proc/net/tcp");
    }

    // A Java socket is for both IP versions: what listens on 127.0.0.1 is in the table of IPv6, mapped.
    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void namesTheChildProcessThatListens(String preferV4) {
        try (ChildJvm child =
                ChildJvm.start(Listener.class, List.of("-Djava.net.preferIPv4Stack=" + preferV4), "127.0.0.1")) {
            int port = Integer.parseInt(child.awaitLine("[0-9]+", Duration.ofSeconds(20)));

            String holder = PortHolder.describe(new InetSocketAddress(V4, port));

            assertThat(holder).startsWith("held by pid " + child.pid() + " (").contains("Listener");
        }
    }

    @Test
    void aListenerOnAllAddressesHoldsThePortOfEach() throws IOException {
        try (ServerSocketChannel any = ServerSocketChannel.open().bind(new InetSocketAddress(0))) {
            int port = any.socket().getLocalPort();

            assertThat(PortHolder.describe(new InetSocketAddress(V4, port))).contains("pid " + self());
            assertThat(PortHolder.describe(new InetSocketAddress(V6, port))).contains("pid " + self());
        }
    }

    @Test
    void aListenerOnAnotherAddressDoesNotHoldThePort() throws IOException {
        try (ServerSocket v4 = new ServerSocket(0, 1, V4)) {
            InetSocketAddress other = new InetSocketAddress(LoopbackLiteral.parse("127.0.0.2"), v4.getLocalPort());

            assertThat(PortHolder.describe(other))
                    .isEqualTo(
                            "held by an unknown process; \"sudo ss -tanp 'sport = :" + v4.getLocalPort() + "'\" tells");
        }
    }

    @Test
    void readsTheRowsOfBothTables() {
        String v4 =
                "   0: 0100007F:F5AD 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 x";
        String v6 = "   1: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 01 "
                + "00000000:00000000 00:00000000 00000000     0        0 9 1";

        assertThat(TcpTable.parse(v4)).isEqualTo(new TcpTable.Row(V4, 62_893, true, 1000, 4711));
        assertThat(TcpTable.parse(v6)).isEqualTo(new TcpTable.Row(V4, 80, false, 0, 9));
        assertThat(TcpTable.parse(v4.substring(0, 30))).isNull();
        assertThat(TcpTable.parse(v4.replace("0100007F", "01"))).isNull();
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }

    /** Listens on an address and prints the port. */
    static final class Listener {
        private Listener() {}

        public static void main(String[] args) throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, LoopbackLiteral.parse(args[0]))) {
                System.out.println(socket.getLocalPort());
                System.in.read();
            }
        }
    }
}
