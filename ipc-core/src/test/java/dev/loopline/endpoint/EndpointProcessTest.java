package dev.loopline.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.StatusException;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only real processes can show. */
@Tag("one-java")
class EndpointProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final EndpointName NAME = Samples.NAME;

    @TempDir
    private Path parent;

    private Path path;
    private Path file;
    private EndpointDirectory directory;

    @BeforeEach
    void chooseDirectory() {
        path = parent.resolve("run");
        file = path.resolve("photo+thumbs.endpoint");
        directory = EndpointDirectory.at(path);
    }

    @Test
    void aServerOfAnotherProcessIsFoundAndItsNameIsTaken() {
        try (ChildJvm server = holder(path)) {
            String id = publishedId(server);

            Endpoint found = directory.find(NAME);
            StatusException failure = catchThrowableOfType(StatusException.class, () -> directory.claim(NAME));

            assertThat(found.id()).hasToString(id);
            assertThat(found.process().pid()).isEqualTo(server.pid());
            assertThat(failure.reason()).isEqualTo(EndpointFailure.IN_USE);
            assertThat(failure.status().message()).contains("pid " + server.pid() + " (", "EndpointChild");
            server.closeInput();
            server.awaitLine("closed", PATIENCE);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void aSecondClaimInThisJvmDoesNotCostTheFirstOneItsLock() {
        try (EndpointClaim claim = directory.claim(NAME)) {
            claim.publish(Samples.endpoint());
            assertThat(catchThrowableOfType(StatusException.class, () -> directory.claim(NAME)))
                    .isNotNull();
            directory.find(NAME);
            directory.list();

            try (ChildJvm other = holder(path)) {
                assertThat(other.awaitLine(".*", PATIENCE))
                        .startsWith(EndpointFailure.IN_USE)
                        .contains("pid " + ProcessHandle.current().pid() + " (")
                        .doesNotContain("has lost its lock");
            }
        }
    }

    @Test
    void readersDoNotCostAServerItsLock() {
        try (ChildJvm server = holder(path)) {
            publishedId(server);

            directory.find(NAME);
            directory.list();
            String seen = find(path, NAME.value());

            assertThat(seen).startsWith("photo/thumbs found ");
            StatusException failure = catchThrowableOfType(StatusException.class, () -> directory.claim(NAME));
            assertThat(failure.status().message()).doesNotContain("has lost its lock");
        }
    }

    @Test
    void aServerThatRunsButHasLostItsLockIsNotReplaced() throws IOException {
        try (ChildJvm server = holder(path)) {
            publishedId(server);
            Files.delete(path.resolve("photo+thumbs.lock"));

            StatusException failure = catchThrowableOfType(StatusException.class, () -> directory.claim(NAME));

            assertThat(failure.reason()).isEqualTo(EndpointFailure.IN_USE);
            assertThat(failure.status().message()).contains("pid " + server.pid(), "has lost its lock");
            assertThat(directory.find(NAME).process().pid()).isEqualTo(server.pid());
        }
    }

    @Test
    void c09AServerThatWasKilledIsStaleAtOnceAndItsNameFree() {
        try (ChildJvm server = holder(path)) {
            publishedId(server);
            assertThat(directory.list())
                    .singleElement()
                    .extracting(EndpointEntry::state)
                    .isEqualTo(EndpointEntry.State.LIVE);

            server.kill9();

            await().atMost(Duration.ofMillis(500))
                    .pollInterval(Duration.ofMillis(5))
                    .untilAsserted(
                            () -> assertThat(catchThrowableOfType(StatusException.class, () -> directory.find(NAME)))
                                    .isNotNull()
                                    .extracting(StatusException::reason)
                                    .isEqualTo(EndpointFailure.STALE));
            try (EndpointClaim claim = directory.claim(NAME)) {
                Endpoint next = Samples.endpoint();
                claim.publish(next);
                assertThat(directory.find(NAME)).isEqualTo(next);
            }
        }
    }

    @Test
    void c10APidThatBelongsToAnotherProcessNowIsStaleAndThatProcessGetsNoSignal() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "needs start ticks");
        Path trace = parent.resolve("trace");
        Process unrelated = new ProcessBuilder("sleep", "60").start();
        try {
            ProcessIdentity self = ProcessIdentity.current();
            write(EndpointFile.encode(Samples.endpoint(
                    NAME,
                    new ProcessIdentity(unrelated.pid(), 1, self.bootId(), self.netNamespace(), self.pidNamespace()))));

            String seen =
                    traced(trace, "kill,tkill,tgkill,pidfd_send_signal,rt_sigqueueinfo", "find", path, NAME.value());

            assertThat(seen)
                    .startsWith("photo/thumbs ENDPOINT_STALE ")
                    .contains("process " + unrelated.pid() + " is another one");
            assertThat(calls(trace)).noneMatch(line -> line.contains("kill(" + unrelated.pid()));
            assertThat(unrelated.isAlive()).isTrue();
        } finally {
            unrelated.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "077"})
    void c01NothingIsEverWiderThanItsOwner(String umask) throws IOException {
        Path trace = parent.resolve("trace");
        List<String> wrapper = new ArrayList<>(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
        wrapper.addAll(
                strace(trace, "open,openat,creat,mkdir,mkdirat,chmod,fchmod,fchmodat,rename,renameat,renameat2"));
        try (ChildJvm server = ChildJvm.start(
                wrapper, Map.of(), EndpointChild.class, List.of(), "hold", path.toString(), NAME.value())) {
            publishedId(server);

            assertThat(permissions(path)).isEqualTo("rwx------");
            assertThat(permissions(file)).isEqualTo("rw-------");
            assertThat(permissions(path.resolve("photo+thumbs.lock"))).isEqualTo("rw-------");
            server.closeInput();
            server.awaitLine("closed", PATIENCE);
            server.awaitExit(PATIENCE);
        }

        List<String> seen = calls(trace).stream()
                .filter(line -> line.contains(path.toString()))
                .toList();
        assertThat(seen).anyMatch(line -> line.contains("mkdir(\"" + path + "\", 0700) = 0"));
        assertThat(seen).noneMatch(line -> line.contains("chmod"));
        assertThat(seen)
                .filteredOn(line -> line.contains("O_CREAT"))
                .hasSize(2)
                .allMatch(line ->
                        (line.contains("O_NOFOLLOW") || line.contains("O_EXCL")) && line.contains(", 0600) = "));
        assertThat(seen)
                .filteredOn(line -> line.contains(".tmp\", O_"))
                .singleElement()
                .asString()
                .contains("O_WRONLY|O_CREAT|O_EXCL");
        assertThat(seen).anyMatch(line -> line.startsWith("rename(") && line.contains(".tmp\", \"" + file + "\") = 0"));
    }

    @Test
    void c07ReadsNoMoreThan4097BytesAndNoLockFile() throws IOException {
        Path trace = parent.resolve("trace");
        directory.claim(NAME).close();
        write(new byte[10_000_000]);

        String seen = traced(trace, "openat,read,pread64", "find", path, NAME.value());

        assertThat(seen).contains("ENDPOINT_INVALID", "more than 4096 bytes");
        List<String> calls = calls(trace);
        int bytesRead = calls.stream()
                .filter(line -> line.contains("<" + file + ">,"))
                .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf("= ") + 2)))
                .sum();
        assertThat(bytesRead).isEqualTo(4097);
        assertThat(calls).noneMatch(line -> line.contains(".lock"));
    }

    @Test
    void c08ABadAddressIsNeitherConnectedToNorResolved() throws IOException {
        Path trace = parent.resolve("trace");
        List<String> hosts = List.of("localhost", "example.com", "0.0.0.0", "::", "10.0.0.1", "::ffff:10.0.0.1");
        directory.claim(NAME).close();
        List<String> arguments = new ArrayList<>(List.of("find", path.toString()));
        for (String host : hosts) {
            String name = "host" + hosts.indexOf(host);
            Endpoint endpoint = Samples.endpoint(EndpointName.of(name), ProcessIdentity.current());
            write(path.resolve(name + ".endpoint"), Samples.fileWith(endpoint, "host", "host=" + host));
            arguments.add(name);
        }

        List<String> wrapper = strace(trace, "openat,connect,sendto,sendmsg,sendmmsg");
        try (ChildJvm reader =
                ChildJvm.start(wrapper, Map.of(), EndpointChild.class, List.of(), arguments.toArray(String[]::new))) {
            for (String host : hosts) {
                assertThat(reader.awaitLine("host" + hosts.indexOf(host) + " .*", PATIENCE))
                        .contains("ENDPOINT_INVALID", "host: \"" + host + "\"");
            }
            reader.awaitExit(PATIENCE);
        }

        // The JVM itself asks a name service on a Unix socket for the user's name when it starts.
        assertThat(calls(trace))
                .noneMatch(line -> line.contains("AF_INET"))
                .noneMatch(line -> line.contains("/etc/hosts") || line.contains("/etc/resolv.conf"));
    }

    @Test
    void c24AServerInAnotherNetworkNamespaceIsAnErrorOfItsOwn() {
        assumeNamespaces();
        try (ChildJvm server = holder(List.of("unshare", "--net"), path)) {
            publishedId(server);

            StatusException failure = catchThrowableOfType(StatusException.class, () -> directory.find(NAME));

            assertThat(failure.reason()).isEqualTo(EndpointFailure.OTHER_NETWORK);
            assertThat(failure.status().message()).contains("run both in one container or network");
        }
    }

    @Test
    void aServerInAnotherPidNamespaceIsFoundWhateverItsPidMeansHere() {
        assumeNamespaces();
        try (ChildJvm server = holder(List.of("unshare", "--pid", "--fork", "--kill-child"), path)) {
            publishedId(server);

            assertThat(directory.find(NAME).process().pid()).isEqualTo(1);
        }
    }

    @Test
    void aReaderInAnotherPidNamespaceFindsAServerWhateverItsPidMeansThere() {
        assumeNamespaces();
        try (EndpointClaim claim = directory.claim(NAME)) {
            claim.publish(Samples.endpoint());
            try (ChildJvm reader = ChildJvm.start(
                    List.of("unshare", "--pid", "--fork", "--kill-child"),
                    Map.of(),
                    EndpointChild.class,
                    List.of(),
                    "find",
                    path.toString(),
                    NAME.value())) {
                assertThat(reader.awaitLine("photo/thumbs .*", PATIENCE)).startsWith("photo/thumbs found ");
            }
        }
    }

    private static void assumeNamespaces() {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make namespaces");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "needs unshare");
    }

    private static ChildJvm holder(Path directory) {
        return holder(List.of(), directory);
    }

    private static ChildJvm holder(List<String> wrapper, Path directory) {
        return ChildJvm.start(
                wrapper, Map.of(), EndpointChild.class, List.of(), "hold", directory.toString(), NAME.value());
    }

    private static String publishedId(ChildJvm server) {
        return server.awaitLine("published .*", PATIENCE).split(" ", 3)[1];
    }

    private static String find(Path directory, String name) {
        try (ChildJvm reader = ChildJvm.start(EndpointChild.class, List.of(), "find", directory.toString(), name)) {
            return reader.awaitLine(name + " .*", PATIENCE);
        }
    }

    private static String traced(Path trace, String calls, String what, Path directory, String name)
            throws IOException {
        try (ChildJvm child = ChildJvm.start(
                strace(trace, calls), Map.of(), EndpointChild.class, List.of(), what, directory.toString(), name)) {
            String line = child.awaitLine(name + " .*", PATIENCE);
            child.awaitExit(PATIENCE);
            return line;
        }
    }

    private static List<String> strace(Path trace, String calls) {
        Path strace = Path.of("/usr/bin/strace");
        assumeTrue(Files.isExecutable(strace), "needs strace");
        return List.of(
                strace.toString(),
                "-ff",
                "-y",
                "-qq",
                "-s",
                "300",
                "-e",
                "signal=none",
                "-e",
                "trace=" + calls,
                "-o",
                trace.toString());
    }

    // One file per thread, since in a common one they interrupt each other in the middle of a line.
    private static List<String> calls(Path trace) throws IOException {
        List<String> calls = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(trace.getParent(), trace.getFileName() + ".*")) {
            for (Path thread : threads) {
                calls.addAll(Files.readAllLines(thread));
            }
        }
        assertThat(calls).isNotEmpty();
        return calls;
    }

    private void write(byte[] content) throws IOException {
        directory.claim(NAME).close(); // makes the directory
        write(file, content);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
