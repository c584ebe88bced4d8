package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Endpoints that lead nowhere: each has its own error, in milliseconds. */
@Tag("one-java")
class EndpointTroubleTest extends SystemFixture {
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final int ATTEMPTS = 5;
    private static final String NAME = "trouble";

    private Endpoint live;

    /** A server that runs and is published elsewhere; the files of these tests are made of its endpoint. */
    @BeforeEach
    void startElsewhere() {
        IpcServer server = later(IpcServer.named(NAME)
                .directory(EndpointDirectory.at(temporary.resolve("elsewhere")))
                .service(Echoes.echo())
                .start());
        live = server.endpoint();
        try (IpcClient client = IpcClient.to(live).connect()) {
            assertThat(Echoes.call(client, "warm")).isEqualTo("warm");
        }
    }

    /** The median of several attempts, since a busy machine may disturb one. */
    private StatusException assertFailsAtOnce(String reason) {
        List<Duration> took = new ArrayList<>();
        StatusException failure = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            long start = System.nanoTime();
            failure = failureToConnect(client(NAME));
            took.add(Duration.ofNanos(System.nanoTime() - start));
        }
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(failure).hasMessageNotContaining("token=").hasNoSuppressedExceptions();
        assertThat(median(took)).as("of " + took).isLessThanOrEqualTo(AT_ONCE);
        return failure;
    }

    private Path leaveEdited(String line, String replacement) throws IOException {
        Path file = Endpoints.leave(directory(), live);
        Endpoints.edit(file, line, replacement);
        return file;
    }

    @Test
    void nobodyHasThatName() {
        assertThat(assertFailsAtOnce("ENDPOINT_NOT_FOUND"))
                .hasMessageContaining("endpoint trouble: no file " + Endpoints.file(directory(), NAME))
                .hasMessageContaining("start the server");
    }

    @Test
    void theProcessLivesAndNobodyListens() throws IOException {
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress dead = (InetSocketAddress) bound.getLocalSocketAddress();
            Endpoints.leave(directory(), Endpoints.at(dead, live));

            assertThat(assertFailsAtOnce("ENDPOINT_UNREACHABLE"))
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("127.0.0.1:" + dead.getPort());
        }
    }

    @Test
    void itsProcessHasEnded() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        ProcessIdentity own = live.process();
        Endpoints.leave(
                directory(),
                Endpoints.of(
                        new ProcessIdentity(
                                ended.pid(), own.startTicks(), own.bootId(), own.netNamespace(), own.pidNamespace()),
                        live));

        assertThat(assertFailsAtOnce("ENDPOINT_STALE")).hasMessageContaining("process " + ended.pid() + " has ended");
    }

    @Test
    void c10ItsPidIsNowThatOfAnUnrelatedProcessWhichIsLeftAlone() throws IOException {
        Process unrelated = new ProcessBuilder("sleep", "60").start();
        later(unrelated::destroyForcibly);
        ProcessIdentity own = live.process();
        Endpoints.leave(
                directory(),
                Endpoints.of(
                        new ProcessIdentity(unrelated.pid(), 1, own.bootId(), own.netNamespace(), own.pidNamespace()),
                        live));

        assertThat(assertFailsAtOnce("ENDPOINT_STALE"))
                .hasMessageContaining("process " + unrelated.pid() + " is another one than the server was");
        echoServer(NAME); // takes the name over
        assertThat(unrelated.isAlive()).isTrue();
    }

    @Test
    void c12ItIsOfAnotherBoot() throws IOException {
        leaveEdited("boot_id=.*", "boot_id=00000000-0000-0000-0000-000000000000");

        assertThat(assertFailsAtOnce("ENDPOINT_STALE")).hasMessageContaining("before the machine was started");
    }

    @Test
    void c24ItIsOfAnotherNetworkNamespace() throws IOException {
        leaveEdited("net_ns=.*", "net_ns=1");

        assertThat(assertFailsAtOnce("ENDPOINT_OTHER_NETWORK")).hasMessageContaining("network namespace 1 ");
    }

    @Test
    void c24ItsFileWasCopiedFromAnotherNetworkNamespace() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root can make network namespaces")
                .isEqualTo("root");
        assumeThat(Path.of("/usr/bin/unshare")).exists();
        assumeThat(List.of(Path.of("/usr/sbin/ip"), Path.of("/sbin/ip")))
                .as("ip, to give the namespace its loopback addresses")
                .anyMatch(Files::exists);
        EndpointDirectory inside = EndpointDirectory.at(temporary.resolve("inside"));
        ChildJvm server = later(ChildJvm.start(
                List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"),
                Map.of(),
                ServingProcess.class,
                List.of(),
                inside.path().toString(),
                NAME,
                "IPV4"));
        server.awaitLine("ready .*", PATIENCE);
        Files.createDirectory(
                directory().path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.copy(Endpoints.file(inside, NAME), Endpoints.file(directory(), NAME), StandardCopyOption.COPY_ATTRIBUTES);

        assertThat(assertFailsAtOnce("ENDPOINT_OTHER_NETWORK"))
                .hasMessageContaining("network namespace ")
                .hasMessageContaining("run both in one container or network");
    }

    @Test
    void itsFileIsOfAnotherUser() throws IOException {
        Path file = Endpoints.leave(directory(), live);
        assumeThat((int) Files.getAttribute(file, "unix:uid"))
                .as("only root can give files away")
                .isZero();
        Files.setAttribute(file, "unix:uid", 12_345);

        assertThat(assertFailsAtOnce("ENDPOINT_UNSAFE")).hasMessageContaining("12345");
    }

    @Test
    void itsFileCanBeReadByOthers() throws IOException {
        Path file = Endpoints.leave(directory(), live);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(assertFailsAtOnce("ENDPOINT_UNSAFE")).hasMessageContaining(file.toString());
    }

    @Test
    void itsFileWasDamaged() throws IOException {
        Path file = Endpoints.leave(directory(), live);
        Files.writeString(file, Files.readString(file).replace("port=", "port=1"));

        assertThat(assertFailsAtOnce("ENDPOINT_INVALID")).hasMessageContaining("wrong crc32c");
    }

    @Test
    void itsFileIsOfALaterFormat() throws IOException {
        leaveEdited("format=1", "format=2");

        assertThat(assertFailsAtOnce("ENDPOINT_UNSUPPORTED")).hasMessageContaining("update Loopline");
    }

    @Test
    void itsFileWasTamperedWithToLeadElsewhere() throws IOException {
        Squatter squatter = later(new Squatter(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), (bytes, out) -> out.write(bytes)));
        leaveEdited("port=.*", "port=" + squatter.address().getPort());

        assertFailsAtOnce("IMPOSTOR_OR_STALE");

        assertThat(squatter.heard()).hasSize(ATTEMPTS * RawClient.HELLO_BYTES);
    }

    @Test
    void itsTokenWasTamperedWith() {
        Endpoints.leave(directory(), Endpoints.withTokenBitChanged(live, 77));

        assertFailsAtOnce("IMPOSTOR_OR_STALE");
    }

    /** Under strace, which sees every connect(2) of a process, by whichever library. */
    @Test
    void c08AHostOrPortThatIsNotLoopbackIsNeverConnectedTo() throws IOException {
        assumeThat(Path.of("/usr/bin/strace")).exists();
        List<String> arguments = new ArrayList<>(List.of(directory().path().toString()));
        List<String> edits = List.of(
                "host=localhost",
                "host=example.org",
                "host=0.0.0.0",
                "host=::",
                "host=10.0.0.1",
                "host=::ffff:10.0.0.1",
                "host=::ffff:127.0.0.1",
                "host=127.1",
                "host=2130706433",
                "host=127.0.0.1.example.org",
                "host=127.0.0.1,10.0.0.1",
                "host=",
                "port=0",
                "port=65536",
                "port=-1",
                "port=");
        for (String edit : edits) {
            String key = edit.substring(0, edit.indexOf('='));
            Path file = leaveEdited(key + "=.*", edit);
            arguments.add("bad-" + arguments.size());
            Endpoints.edit(file, "name=.*", "name=" + arguments.get(arguments.size() - 1));
            Files.move(file, Endpoints.file(directory(), arguments.get(arguments.size() - 1)));
        }
        Endpoints.leave(directory(), live);
        arguments.add(NAME);
        Path trace = temporary.resolve("trace");

        ChildJvm child = later(ChildJvm.start(
                List.of("strace", "-f", "--seccomp-bpf", "-e", "trace=connect", "-o", trace.toString()),
                Map.of(),
                LookingProcess.class,
                List.of(),
                arguments.toArray(String[]::new)));
        for (int i = 1; i <= edits.size(); i++) {
            assertThat(child.awaitLine("bad-.*", PATIENCE)).isEqualTo("bad-" + i + " ENDPOINT_INVALID");
        }
        child.awaitLine(NAME + " true", PATIENCE);
        child.awaitExit(PATIENCE);

        List<String> connects = Files.readAllLines(trace).stream()
                .filter(line -> line.contains("connect(") && line.contains("AF_INET"))
                .toList();
        assertThat(connects).singleElement().asString().contains("htons(" + live.port() + ")");
    }
}
