package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.Loopback;
import dev.loopline.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines with fewer loopback addresses than usual, each a network namespace of its own. */
@Tag("one-java")
class NetworkNamespaceTest extends SystemFixture {
    private static final String UP = "ip link set lo up";
    private static final String NO_IPV4 = "ip addr del 127.0.0.1/8 dev lo";
    private static final String NO_IPV6 = "ip -6 addr del ::1/128 dev lo";
    private static final String IPV4_ONLY = "-Djava.net.preferIPv4Stack=true";

    @BeforeEach
    void namespacesCanBeMade() throws Exception {
        assumeThat(Path.of("/usr/bin/unshare")).as("unshare").exists();
        Process probe = new ProcessBuilder("unshare", "-n", "ip", "link")
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("probe").toFile())
                .start();
        assumeThat(probe.waitFor())
                .as("unshare -n ip link: " + Files.readString(temporary.resolve("probe")))
                .isZero();
    }

    /** Serves and calls itself where the given commands have been run. */
    private String roundTrip(String loopback, List<String> setUp, List<String> jvmArgs) {
        List<String> steps = new ArrayList<>(setUp);
        steps.add("exec \"$@\"");
        ChildJvm child = later(ChildJvm.start(
                List.of("unshare", "-n", "sh", "-c", String.join(" && ", steps), "sh"),
                Map.of(),
                RoundTripProcess.class,
                jvmArgs,
                "namespace",
                loopback,
                directory().path().toString()));
        String line = child.awaitLine("(answer|failed) .*", PATIENCE);
        child.awaitLine("done", PATIENCE);
        assertThat(child.awaitExit(PATIENCE)).isZero();
        assertThat(Endpoints.file(directory(), "namespace")).doesNotExist();
        return line;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp-epoll", "tcp-nio"})
    void e11OnAMachineOfIpv6OnlyBindsAndPublishesItsLoopback(String transport) {
        assertThat(roundTrip("ANY", List.of(UP, NO_IPV4), List.of("-Ddev.loopline.transport=" + transport)))
                .matches("answer true from \\[::1]:\\d+, published 0:0:0:0:0:0:0:1, addresses 1, caller \\[::1]:\\d+");
    }

    @Test
    void e12WithoutAnIpv6LoopbackTakes127001() {
        assertThat(roundTrip("ANY", List.of(UP, NO_IPV6), List.of()))
                .matches("answer true from 127\\.0\\.0\\.1:\\d+, published 127\\.0\\.0\\.1, addresses 1,"
                        + " caller 127\\.0\\.0\\.1:\\d+");
    }

    @ParameterizedTest
    @CsvSource({
        "ANY, tcp-epoll, neither 127.0.0.1 nor ::1",
        "ANY, tcp-nio, neither 127.0.0.1 nor ::1",
        "IPV6, tcp-epoll, no ::1",
    })
    void e13WithoutAnyLoopbackSaysSo(String loopback, String transport, String what) {
        assertThat(roundTrip(loopback, List.of("true"), List.of("-Ddev.loopline.transport=" + transport)))
                .startsWith("failed NO_LOOPBACK: FAILED_PRECONDITION")
                .contains("NOT_EXECUTED")
                .contains("this machine or network namespace has " + what + " to listen on")
                .contains("ip link set lo up");
    }

    @Test
    void oneOfBothThatIsMissingIsNamed() {
        assertThat(roundTrip("BOTH", List.of(UP, NO_IPV6), List.of()))
                .startsWith("failed NO_LOOPBACK")
                .contains("no ::1 to listen on");
    }

    @ParameterizedTest
    @CsvSource({"ANY, tcp-epoll", "IPV6, tcp-nio"})
    void e14PreferringIpv4OnAMachineOfIpv6OnlyIsAClearError(String loopback, String transport) {
        assertThat(roundTrip(
                        loopback, List.of(UP, NO_IPV4), List.of(IPV4_ONLY, "-Ddev.loopline.transport=" + transport)))
                .startsWith("failed NO_LOOPBACK: FAILED_PRECONDITION")
                .contains("java.net.preferIPv4Stack");
    }

    @Test
    void e14NorCanAClientThatPrefersIpv4ReachAServerOfIpv6Only() {
        later(server("six").loopback(Loopback.IPV6).service(Echoes.echo()).start());

        ChildJvm child = later(ChildJvm.start(
                LookingProcess.class, List.of(IPV4_ONLY), directory().path().toString(), "six"));

        assertThat(child.awaitLine("six .*", PATIENCE)).isEqualTo("six NO_LOOPBACK");
        child.awaitLine("done", PATIENCE);
    }
}
