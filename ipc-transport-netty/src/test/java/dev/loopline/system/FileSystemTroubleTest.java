package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.IpcServer;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * File systems that refuse, or keep no permissions: real ones, each mounted in a mount namespace that ends with the process
 * that has it.
 */
@Tag("one-java")
class FileSystemTroubleTest extends SystemFixture {
    private static final String NAME = "c15";
    private static final String LEFTOVER = ".*\\.tmp";

    private Path mounted;
    private Path former;

    /** The file of a server that is dead. */
    @BeforeEach
    void leaveAFormerFile() throws IOException {
        mounted = Files.createDirectory(temporary.resolve("mounted"));
        Endpoint endpoint;
        try (IpcServer server = IpcServer.named(NAME)
                .directory(EndpointDirectory.at(temporary.resolve("elsewhere")))
                .start()) {
            endpoint = server.endpoint();
        }
        ProcessIdentity own = endpoint.process();
        former = Endpoints.leave(
                EndpointDirectory.at(temporary.resolve("former")),
                Endpoints.of(
                        new ProcessIdentity(Integer.MAX_VALUE, 1, own.bootId(), own.netNamespace(), own.pidNamespace()),
                        endpoint));
    }

    private static void assumeRoot() {
        assumeThat(System.getProperty("user.name"))
                .as("only root can mount file systems")
                .isEqualTo("root");
        assumeThat(Path.of("/usr/bin/unshare")).exists();
    }

    private ChildJvm startAfter(String script, Map<String, String> environment, String directory) {
        assumeRoot();
        return later(ChildJvm.start(
                List.of("unshare", "--mount", "sh", "-c", "set -e; " + script + "; exec \"$@\"", "sh"),
                environment,
                StartingProcess.class,
                List.of(),
                directory,
                NAME));
    }

    private ChildJvm startAfter(String script) {
        return startAfter(script, Map.of(), mounted.toString());
    }

    private String tmpfs(String options) {
        return "mount -t tmpfs -o mode=700," + options + " tmpfs " + mounted;
    }

    private String copyFormer() {
        return "cp -p " + former + " " + mounted + "/";
    }

    /** {@return a path as the child sees it, from outside its mount namespace} */
    private static Path seenBy(ChildJvm child, Path path) {
        return Path.of("/proc/" + child.pid() + "/root" + path);
    }

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void assertFormerFileIsIntact(ChildJvm child) throws IOException {
        Path directory = seenBy(child, mounted);
        assertThat(directory.resolve(NAME + ".endpoint")).hasBinaryContent(Files.readAllBytes(former));
        assertThat(namesIn(directory)).noneMatch(name -> name.matches(LEFTOVER));
    }

    private static void assertNoThreadsAreLeft(ChildJvm child) {
        child.closeInput();
        assertThat(child.awaitLine("threads .*", PATIENCE)).isEqualTo("threads []");
    }

    /** No space for the new file; no inode for it; no inode for the lock. */
    @ParameterizedTest
    @ValueSource(strings = {"size=8k", "nr_inodes=3", "nr_inodes=2"})
    void c15AServerThatFindsNoSpaceDoesNotStartAndLeavesTheFormerFile(String limit) throws IOException {
        String fill = limit.startsWith("size") ? "; dd if=/dev/zero of=" + mounted + "/filler 2>/dev/null || true" : "";

        ChildJvm server = startAfter(tmpfs(limit) + "; " + copyFormer() + fill);

        assertThat(server.awaitLine("(failed|started) .*", PATIENCE))
                .startsWith("failed ENDPOINT_IO cannot ")
                .contains(mounted.toString(), "No space left on device", "see to access rights and free space");
        assertFormerFileIsIntact(server);
        assertNoThreadsAreLeft(server);
    }

    @Test
    void c15ATokenIsNotReplacedWithoutSpaceAndTheServerGoesOn() throws IOException {
        ChildJvm server = startAfter(tmpfs("size=16k"));
        server.awaitLine("started .*", PATIENCE);
        Path directory = seenBy(server, mounted);
        byte[] published = Files.readAllBytes(directory.resolve(NAME + ".endpoint"));
        assertThatThrownBy(() -> Files.write(directory.resolve("filler"), new byte[1 << 20]))
                .isInstanceOf(IOException.class);

        server.send("rotate");
        assertThat(server.awaitLine("rotate .*", PATIENCE)).startsWith("rotate failed ENDPOINT_IO cannot write ");
        assertThat(directory.resolve(NAME + ".endpoint")).hasBinaryContent(published);
        assertThat(namesIn(directory)).containsExactly(NAME + ".endpoint", NAME + ".lock", "filler");
        server.send("call");
        server.awaitLine("call done", PATIENCE);

        Files.delete(directory.resolve("filler"));
        server.send("rotate");
        server.awaitLine("rotate done", PATIENCE);
        server.send("call");
        server.awaitLine("call done", PATIENCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void c16AServerDoesNotStartOnAReadOnlyFileSystemAndLeavesTheFormerFile(boolean withLockFile) throws IOException {
        String lock = withLockFile ? "; (umask 077; touch " + mounted + "/" + NAME + ".lock)" : "";

        ChildJvm server =
                startAfter(tmpfs("size=64k") + "; " + copyFormer() + lock + "; mount -o remount,ro " + mounted);

        assertThat(server.awaitLine("(failed|started) .*", PATIENCE))
                .startsWith("failed ENDPOINT_IO cannot lock " + mounted)
                .contains("Read-only file system");
        assertFormerFileIsIntact(server);
        assertNoThreadsAreLeft(server);
    }

    @Test
    void c16AServerClosesAlsoWhenItsFileSystemHasBecomeReadOnly() throws IOException {
        ChildJvm server = startAfter(tmpfs("size=64k"));
        server.awaitLine("started .*", PATIENCE);
        // A bind mount: the file system itself cannot become read-only while the server has its lock file open.
        String readOnly = "mount --bind " + mounted + " " + mounted + " && mount -o remount,bind,ro " + mounted;
        run("nsenter", "--mount", "--target=" + server.pid(), "sh", "-c", readOnly);

        server.send("close");
        server.awaitLine("close done", PATIENCE);

        assertThat(seenBy(server, mounted).resolve(NAME + ".endpoint")).exists();
        assertNoThreadsAreLeft(server);
    }

    private static void run(String... command) throws IOException {
        try {
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void c16AUserWhoMayNotWriteTheDirectoryIsToldSo() throws Exception {
        OtherUser user = later(new OtherUser());
        Path directory = Files.createDirectory(user.home().resolve("run"));
        Path file = Files.copy(former, directory.resolve(former.getFileName()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        for (Path path : List.of(file, directory)) {
            Files.setAttribute(path, "unix:uid", OtherUser.UID);
        }

        List<String> printed = user.run(StartingProcess.class, directory.toString(), NAME);

        assertThat(printed)
                .filteredOn(line -> line.startsWith("failed "))
                .singleElement()
                .asString()
                .startsWith("failed ENDPOINT_IO cannot lock " + directory)
                .contains("AccessDeniedException", "see to access rights");
        assertThat(printed).contains("threads []");
        assertThat(file).hasBinaryContent(Files.readAllBytes(former));
        assertThat(namesIn(directory)).containsExactly(NAME + ".endpoint");
    }

    /** NTFS through FUSE: permissions are what the mount says, whatever a program asks for. */
    private String ntfs(String options) throws IOException {
        assumeRoot();
        assumeThat(Path.of("/usr/bin/ntfs-3g"))
                .as("a file system that keeps no permissions")
                .exists();
        Path image = temporary.resolve("image");
        List<String> format = new ArrayList<>(List.of("/usr/sbin/mkntfs", "-F", "-Q", "-q", image.toString()));
        run("truncate", "-s", "2M", image.toString());
        Process formatting = new ProcessBuilder(format)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(formatting.onExit().join().exitValue()).isZero();
        return "ntfs-3g " + image + " " + mounted + " -o " + options;
    }

    @ParameterizedTest
    @ValueSource(strings = {"umask=0", "umask=022", "dmask=077,fmask=0"})
    void c20RefusesAFileSystemWithoutPermissions(String options) throws IOException {
        Path directory = mounted.resolve("run");

        ChildJvm server = startAfter(ntfs(options), Map.of(), directory.toString());

        assertThat(server.awaitLine("(failed|started) .*", PATIENCE))
                .startsWith("failed ENDPOINT_UNSAFE " + directory)
                .contains("has mode 07");
        Path seen = seenBy(server, directory);
        if (Files.exists(seen)) {
            assertThat(namesIn(seen)).noneMatch(name -> name.endsWith(".endpoint") || name.matches(LEFTOVER));
        }
        assertNoThreadsAreLeft(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"umask=0", "umask=022", "dmask=077,fmask=0"})
    void c20ServesOnAFileSystemWithoutPermissionsIfItIsOptedIn(String options) throws IOException {
        Path directory = mounted.resolve("run");

        ChildJvm server = startAfter(
                ntfs(options),
                Map.of("LOOPLINE_UNPROTECTED_RUNTIME_DIR", directory.toString(), "LOOPLINE_RUNTIME_DIR", ""),
                "");

        server.awaitLine("started .*", PATIENCE);
        server.send("call");
        server.awaitLine("call done", PATIENCE);
        server.send("call strictly");
        assertThat(server.awaitLine("call strictly .*", PATIENCE)).startsWith("call strictly failed ENDPOINT_UNSAFE ");
        assertThat(server.errorLines())
                .anyMatch(line -> line.contains("its permissions are not looked at; whoever can read it can connect"));
        server.send("close");
        server.awaitLine("close done", PATIENCE);
        assertThat(namesIn(seenBy(server, directory))).containsExactly(NAME + ".lock");
    }
}
