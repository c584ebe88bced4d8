package dev.loopline.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "127.255.255.254", "::1", "::ffff:127.0.0.1"})
    void takesEveryLoopbackLiteral(String literal) {
        InetSocketAddress address = at(literal, 1);

        assertThat(LoopbackAddress.toBind(address)).isEqualTo(address);
        assertThat(LoopbackAddress.toConnect(address)).isEqualTo(address);
    }

    @Test
    void leavesOutNameAndScope() throws UnknownHostException {
        byte[] loopback6 = new byte[16];
        loopback6[15] = 1;
        InetSocketAddress scoped = new InetSocketAddress(Inet6Address.getByAddress("lo.example", loopback6, 1), 80);

        InetSocketAddress checked = LoopbackAddress.toConnect(scoped);

        assertThat(checked).hasToString("/[0:0:0:0:0:0:0:1]:80");
    }

    static Stream<SocketAddress> others() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1}; // the JDK itself makes it IPv4
        return Stream.of(
                new InetSocketAddress(0),
                at("0.0.0.0", 1),
                at("::", 1),
                at("126.255.255.255", 1),
                at("128.0.0.0", 1),
                at("192.168.0.1", 1),
                at("::2", 1),
                at("::127.0.0.1", 1),
                new InetSocketAddress(Inet6Address.getByAddress(null, mapped, -1), 1),
                InetSocketAddress.createUnresolved("localhost", 1));
    }

    @ParameterizedTest
    @MethodSource("others")
    void c08RefusesEverythingElse(SocketAddress address) {
        String message = "address: " + address
                + " (expected: a literal loopback address, 127.0.0.0/8 or ::1; names are never looked up)";

        assertThatThrownBy(() -> LoopbackAddress.toBind(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> LoopbackAddress.toConnect(address)).hasMessage(message);
    }

    @Test
    void c08RefusesToConnectToPortZero() {
        assertThatThrownBy(() -> LoopbackAddress.toConnect(at("127.0.0.1", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port of /127.0.0.1:0: 0 (expected: 1..65535)");
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(literal, port);
    }
}
