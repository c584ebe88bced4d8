package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.Loopback;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.endpoint.PortPolicy;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ports that are taken, and which addresses a server has. */
class PortTest extends SystemFixture {
    private int taken;

    @BeforeEach
    void takeAPort() throws IOException {
        taken = later(new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})))
                .getLocalPort();
    }

    private StatusException failureToStart(PortPolicy policy) {
        StatusException failure = failureOf(() -> server("ports").port(policy).start());
        assertThat(failure.reason()).isEqualTo("PORT_UNAVAILABLE");
        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(threads()).isEmpty();
        assertThat(directory().list()).isEmpty();
        return failure;
    }

    private int portOf(PortPolicy policy) {
        try (IpcServer server =
                        server("ports").service(Echoes.echo()).port(policy).start();
                IpcClient client = client("ports").connect()) {
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
            return server.endpoint().port();
        }
    }

    @Test
    void aFixedPortThatIsTakenFailsNamingTheHolder() {
        StatusException failure = failureToStart(PortPolicy.fixed(taken));

        ProcessHandle self = ProcessHandle.current();
        String command = self.info().command().orElseThrow();
        assertThat(failure)
                .hasMessageContaining("port: " + taken + " cannot be had: held by pid " + self.pid() + " (" + command);
    }

    @Test
    void aRangeThatIsTakenFailsNamingTheHolderOfTheLast() {
        assertThat(failureToStart(PortPolicy.range(taken, taken)))
                .hasMessageContaining("none of " + taken + ".." + taken + " can be had")
                .hasMessageContaining("held by pid " + ProcessHandle.current().pid());
    }

    @Test
    void aPreferredPortThatIsTakenFallsBack() {
        assertThat(portOf(PortPolicy.preferred(taken))).isNotEqualTo(taken);
    }

    @Test
    void aRangePassesOverAPortThatIsTaken() {
        int last = Math.min(65_535, taken + 30);

        assertThat(portOf(PortPolicy.range(taken, last))).isBetween(taken + 1, last);
    }

    @Test
    void aPortIsFreeAgainAtOnceAfterTheServerClosed() {
        int port = portOf(PortPolicy.kernelChosen());

        assertThat(portOf(PortPolicy.fixed(port))).isEqualTo(port);
        assertThat(portOf(PortPolicy.preferred(port))).isEqualTo(port);
        assertThat(portOf(PortPolicy.range(port, port))).isEqualTo(port);
    }

    @ParameterizedTest
    @EnumSource
    void servesOnTheAddressesThatAreAskedFor(Loopback loopback) {
        IpcServer server = later(
                server("addresses").loopback(loopback).service(Echoes.echo()).start());

        assertThat(server.endpoint().addresses())
                .extracting(InetSocketAddress::getHostString)
                .containsExactly(
                        switch (loopback) {
                            case ANY, IPV4 -> new String[] {"127.0.0.1"};
                            case IPV6 -> new String[] {"0:0:0:0:0:0:0:1"};
                            case BOTH -> new String[] {"127.0.0.1", "0:0:0:0:0:0:0:1"};
                        });
        for (InetSocketAddress address : server.endpoint().addresses()) {
            try (IpcClient client =
                    IpcClient.to(Endpoints.at(address, server.endpoint())).connect()) {
                assertThat(Echoes.call(client, "x")).isEqualTo("x");
                assertThat(client.peer().address())
                        .isEqualTo((address.getAddress() instanceof Inet6Address ? "[::1]:" : "127.0.0.1:")
                                + address.getPort());
            }
        }
    }

    @Test
    void aPortThatIsTakenOnOneAddressOnlyIsNotGivenOnBoth() {
        StatusException failure = failureOf(() -> server("ports")
                .loopback(Loopback.BOTH)
                .port(PortPolicy.fixed(taken))
                .start());

        assertThat(failure.reason()).isEqualTo("PORT_UNAVAILABLE");
    }

    @Test
    void aPortThatIsTakenOnTheSecondAddressNamesItsHolder() throws IOException {
        byte[] v6 = new byte[16];
        v6[15] = 1;
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByAddress(v6))) {
            StatusException failure = failureOf(() -> server("ports")
                    .loopback(Loopback.BOTH)
                    .port(PortPolicy.fixed(holder.getLocalPort()))
                    .start());

            assertThat(failure)
                    .hasMessageContaining(
                            "held by pid " + ProcessHandle.current().pid());
        }
    }
}
