package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the machine's settings may say, and must not change. */
@Tag("one-java")
class EnvironmentTest extends SystemFixture {
    private static final String WORKS = "answer true from 127\\.0\\.0\\.1:.*";

    private void assertWorks(ChildJvm child) {
        assertThat(child.awaitLine("(answer|failed) .*", PATIENCE)).matches(WORKS);
        child.awaitLine("done", PATIENCE);
        assertThat(child.awaitExit(PATIENCE)).isZero();
    }

    private ChildJvm roundTrip(List<String> wrapper, Map<String, String> environment, List<String> jvmArgs) {
        return later(ChildJvm.start(
                wrapper,
                environment,
                RoundTripProcess.class,
                jvmArgs,
                "environment",
                "ANY",
                directory().path().toString()));
    }

    /** In a mount namespace of its own, or as the JDK's property says; under strace, which sees every resolver. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void e15WhereLocalhostIsMappedElsewhereHasNoEffectAndNothingIsResolved(boolean mounted) throws Exception {
        assumeThat(Path.of("/usr/bin/strace")).exists();
        Path hosts = Files.writeString(temporary.resolve("hosts"), "10.11.12.13 localhost\n");
        List<String> trace = new ArrayList<>(List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-e",
                "trace=connect,openat,open",
                "-o",
                "" + temporary.resolve("trace")));
        if (mounted) {
            trace.addAll(
                    List.of("unshare", "-m", "sh", "-c", "mount --bind " + hosts + " /etc/hosts && exec \"$@\"", "sh"));
            assumeThat(canMount(hosts)).as("may mount").isTrue();
        }

        assertWorks(roundTrip(trace, Map.of(), mounted ? List.of() : List.of("-Djdk.net.hosts.file=" + hosts)));

        List<String> calls = Files.readAllLines(temporary.resolve("trace"));
        assertThat(having(calls, "connect\\(.*AF_INET")).isNotEmpty().allMatch(call -> call.contains("127.0.0.1\""));
        assertThat(having(calls, "/etc/resolv\\.conf|hosts\"|htons\\(53\\)")).isEmpty();
    }

    /** The few of very many, so that a failure can be read. */
    private static List<String> having(List<String> calls, String regex) {
        return calls.stream().filter(Pattern.compile(regex).asPredicate()).toList();
    }

    private boolean canMount(Path hosts) throws Exception {
        return new ProcessBuilder("unshare", "-m", "mount", "--bind", hosts.toString(), "/etc/hosts")
                        .redirectErrorStream(true)
                        .redirectOutput(temporary.resolve("mount").toFile())
                        .start()
                        .waitFor()
                == 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp-epoll", "tcp-nio"})
    void e16LoopbackIsNeverProxied(String transport) throws IOException {
        Squatter proxy =
                later(new Squatter(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), (bytes, out) -> {}));
        String port = Integer.toString(proxy.address().getPort());
        List<String> properties = new ArrayList<>(List.of(
                "-Ddev.loopline.transport=" + transport,
                "-DsocksNonProxyHosts=",
                "-Dhttp.nonProxyHosts=",
                "-Djava.net.useSystemProxies=true"));
        for (String kind : List.of("socks", "http.", "https.")) {
            properties.add("-D" + kind + (kind.equals("socks") ? "Proxy" : "proxy") + "Host=127.0.0.1");
            properties.add("-D" + kind + (kind.equals("socks") ? "Proxy" : "proxy") + "Port=" + port);
        }
        String url = "http://127.0.0.1:" + port;

        assertWorks(roundTrip(
                List.of(),
                Map.of("http_proxy", url, "HTTP_PROXY", url, "https_proxy", url, "ALL_PROXY", url, "no_proxy", ""),
                properties));

        assertThat(proxy.heard()).isEmpty();
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void e17ATurkishLocaleWorks() {
        assertWorks(roundTrip(
                List.of(), Map.of("LC_ALL", "tr_TR.UTF-8"), List.of("-Duser.language=tr", "-Duser.country=TR")));
    }

    /** Serves and calls itself in a directory that only a shell can make and name, whatever the locale of this JVM. */
    private ChildJvm inNonAsciiHome(String locale, List<String> jvmArgs) {
        String setUp = "umask 077 && HOME=" + temporary
                + "/$(printf '\\303\\207al\\304\\261\\305\\237kan \\343\\203\\251\\343\\203\\263')"
                + " && export HOME LOOPLINE_RUNTIME_DIR=\"$HOME/run\" LC_ALL=" + locale
                + " && mkdir -p \"$HOME\" && exec \"$@\"";
        return later(ChildJvm.start(
                List.of("sh", "-c", setUp, "sh"), Map.of(), RoundTripProcess.class, jvmArgs, "environment", "ANY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-9", "US-ASCII"})
    void e17AHomeBeyondAsciiWorksWhateverTheEncodingOfFileContents(String encoding) {
        assertWorks(inNonAsciiHome("C.UTF-8", List.of("-Dfile.encoding=" + encoding, "-Duser.language=tr")));
    }

    @Test
    void e17AHomeBeyondAsciiInALocaleThatCannotNameItIsAClearError() {
        ChildJvm child = inNonAsciiHome("C", List.of());

        assertThat(child.awaitLine("Exception.*|failed .*|done", PATIENCE)).startsWith("failed ENDPOINT_LOCATION");
    }
}
