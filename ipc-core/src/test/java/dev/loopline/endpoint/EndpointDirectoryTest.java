package dev.loopline.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.Certainty;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointDirectoryTest {
    private static final EndpointName NAME = Samples.NAME;
    private static final int OTHER_UID = 1001;

    @TempDir
    private Path parent;

    private Path path;
    private Path file;
    private EndpointDirectory directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        path = parent.resolve("run");
        file = path.resolve("photo+thumbs.endpoint");
        directory = EndpointDirectory.at(path);
        directory.claim(EndpointName.of("other")).close();
    }

    @Test
    void findsWhatIsPublishedUntilItIsWithdrawn() {
        Endpoint endpoint = Samples.endpoint();

        try (EndpointClaim claim = directory.claim(NAME)) {
            assertFails(EndpointFailure.NOT_FOUND, StatusCode.UNAVAILABLE, () -> directory.find(NAME));
            claim.publish(endpoint);
            assertThat(directory.find(NAME)).isEqualTo(endpoint);
            claim.withdraw();
            assertFails(EndpointFailure.NOT_FOUND, StatusCode.UNAVAILABLE, () -> directory.find(NAME));
            claim.publish(endpoint);
        }

        assertFails(EndpointFailure.NOT_FOUND, StatusCode.UNAVAILABLE, () -> directory.find(NAME));
        assertThat(namesIn(path)).containsExactly("other.lock", "photo+thumbs.lock");
    }

    @Test
    void aDirectoryThatDoesNotExistHasNoEndpointsAndIsNotMade() {
        Path missing = parent.resolve("missing");

        assertFails(EndpointFailure.NOT_FOUND, StatusCode.UNAVAILABLE, () -> EndpointDirectory.at(missing)
                .find(NAME));
        assertThat(EndpointDirectory.at(missing).list()).isEmpty();
        assertThat(missing).doesNotExist();
    }

    @Test
    void aSecondClaimInTheSameJvmFailsAndLeavesTheFirstOneItsLock() {
        try (EndpointClaim claim = directory.claim(NAME)) {
            claim.publish(Samples.endpoint());

            StatusException failure =
                    assertFails(EndpointFailure.IN_USE, StatusCode.ALREADY_EXISTS, () -> directory.claim(NAME));

            assertThat(failure.status().message())
                    .contains("pid " + ProcessHandle.current().pid() + " (");
            // Reached by another path, it is still the same directory.
            Path detour = Files.createSymbolicLink(parent.resolve("detour"), parent);
            assertFails(
                    EndpointFailure.IN_USE, StatusCode.ALREADY_EXISTS, () -> EndpointDirectory.at(detour.resolve("run"))
                            .claim(NAME));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        directory.claim(NAME).close();
    }

    @Test
    void aClaimThatIsClosedPublishesNothing() {
        EndpointClaim claim = directory.claim(NAME);
        claim.close();
        claim.close();

        assertThat(catchThrowableOfType(IllegalStateException.class, () -> claim.publish(Samples.endpoint())))
                .hasMessage("claim of photo/thumbs: closed (expected: open)");
        assertThat(file).doesNotExist();
    }

    @Test
    void aClaimPublishesOnlyItsOwnName() {
        try (EndpointClaim claim = directory.claim(NAME)) {
            Endpoint other = Samples.endpoint(EndpointName.of("other"), ProcessIdentity.current());

            assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> claim.publish(other)))
                    .hasMessage("endpoint name: other (expected: photo/thumbs)");
        }
    }

    @Test
    void neitherReplacesNorDeletesTheFileOfAnotherServer() throws IOException {
        Endpoint foreign = Samples.endpoint();

        try (EndpointClaim claim = directory.claim(NAME)) {
            claim.publish(Samples.endpoint());
            write(EndpointFile.encode(foreign));
            assertFails(
                    EndpointFailure.REPLACED, StatusCode.FAILED_PRECONDITION, () -> claim.publish(Samples.endpoint()));
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(EndpointFile.encode(foreign));
    }

    @Test
    void publishesAgainIfTheFileIsGone() throws IOException {
        try (EndpointClaim claim = directory.claim(NAME)) {
            Endpoint endpoint = Samples.endpoint();
            claim.publish(endpoint);
            Files.delete(file);

            claim.publish(endpoint);

            assertThat(directory.find(NAME)).isEqualTo(endpoint);
        }
    }

    @Test
    void c19DeletesWhatAKilledServerWasWritingButNothingOfOtherNames() throws IOException {
        Files.createFile(path.resolve("photo+thumbs.0123456789abcdef.tmp"));
        Files.createFile(path.resolve("photo+thumbs.0123456789abcdef.tmp.txt"));
        Files.createFile(path.resolve("photo.0123456789abcdef.tmp"));

        directory.claim(NAME).close();

        assertThat(namesIn(path))
                .containsExactlyInAnyOrder(
                        "other.lock",
                        "photo+thumbs.lock",
                        "photo+thumbs.0123456789abcdef.tmp.txt",
                        "photo.0123456789abcdef.tmp");
    }

    @Test
    void namesNeverShareAFile() {
        List<String> names = List.of("a/b", "a.b", "a_b", "a-b", "ab", "a/b.lock", "a/b.endpoint", "a/b.tmp");

        try (Stream<EndpointClaim> claims = names.stream().map(EndpointName::of).map(directory::claim)) {
            List<EndpointClaim> held = claims.toList();
            held.forEach(claim -> claim.publish(Samples.endpoint(claim.name(), ProcessIdentity.current())));

            assertThat(directory.list())
                    .extracting(entry -> entry.name().value())
                    .containsExactlyElementsOf(names.stream().sorted().toList());
            held.forEach(EndpointClaim::close);
        }
        assertThat(namesIn(path))
                .allSatisfy(name -> assertThat(name).isLowerCase().endsWith(".lock"));
    }

    @Test
    void theLongestNameMakesAFile() {
        EndpointName longest = EndpointName.of("a" + "/a".repeat(63) + "b");

        try (EndpointClaim claim = directory.claim(longest)) {
            claim.publish(Samples.endpoint(longest, ProcessIdentity.current()));

            assertThat(directory.find(longest).name()).isEqualTo(longest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwxr-x---", "rwx--x---", "rwx-----x", "rwxrwxrwx"})
    void c02RefusesADirectoryThatIsOpenToOthers(String permissions) throws IOException {
        write(EndpointFile.encode(Samples.endpoint()));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));

        assertDirectoryRefused("has mode 07");
    }

    @Test
    void c02RefusesADirectoryOfAnotherUser() throws IOException {
        assumeRoot();
        write(EndpointFile.encode(Samples.endpoint()));
        Files.setAttribute(path, "unix:uid", OTHER_UID);

        assertDirectoryRefused("belongs to uid 1001 (expected: 0)");
    }

    @Test
    void c02RefusesADirectoryBelowOneThatOthersCanWrite() throws IOException {
        write(EndpointFile.encode(Samples.endpoint()));

        for (String permissions : List.of("rwxrwxrwx", "rwxrwx---")) {
            Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString(permissions));
            assertDirectoryRefused(parent + " above it has mode 07");
        }
    }

    @Test
    void c02TakesADirectoryBelowAStickyOne() throws IOException {
        write(EndpointFile.encode(Samples.endpoint()));
        Files.setAttribute(parent, "unix:mode", 01777);

        assertThat(directory.find(NAME).name()).isEqualTo(NAME);
    }

    @Test
    void c02RefusesADirectoryBelowOneOfAnotherUser() throws IOException {
        assumeRoot();
        write(EndpointFile.encode(Samples.endpoint()));
        Files.setAttribute(parent, "unix:uid", OTHER_UID);

        assertDirectoryRefused(parent + " above it belongs to uid 1001");
    }

    @Test
    void c02RefusesADirectoryReachedByALinkThatOthersCanReplace() throws IOException {
        Path open = Files.createDirectory(parent.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(open.resolve("link"), parent);
        directory = EndpointDirectory.at(link.resolve("run"));

        assertDirectoryRefused(open + " above it has mode 0777");
    }

    @Test
    void c03RefusesADirectoryThatIsASymbolicLink() throws IOException {
        write(EndpointFile.encode(Samples.endpoint()));
        directory = EndpointDirectory.at(Files.createSymbolicLink(parent.resolve("link"), path));

        assertDirectoryRefused("is a symbolic link (expected: a directory)");
    }

    @Test
    void c03RefusesADirectoryThatIsAFile() throws IOException {
        directory = EndpointDirectory.at(Files.createFile(parent.resolve("file")));

        assertDirectoryRefused("is a regular file (expected: a directory)");
    }

    @Test
    void c04RefusesASymbolicLink() throws IOException {
        write(EndpointFile.encode(Samples.endpoint()));
        Files.move(file, path.resolve("real"));
        Files.createSymbolicLink(file, path.resolve("real"));

        assertFileRefused("is a symbolic link (expected: a regular file)");
    }

    @Test
    void c04RefusesAHardLink() throws IOException {
        write(EndpointFile.encode(Samples.endpoint()));
        Files.createLink(parent.resolve("second"), file);

        assertFileRefused("has 2 hard links (expected: 1)");
    }

    @Test
    void c04RefusesAFileThatOthersCanRead() throws IOException {
        write(EndpointFile.encode(Samples.endpoint()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertFileRefused("has mode 0640");
    }

    @Test
    void c04RefusesAFileOfAnotherUser() throws IOException {
        assumeRoot();
        write(EndpointFile.encode(Samples.endpoint()));
        Files.setAttribute(file, "unix:uid", OTHER_UID);

        assertFileRefused("belongs to uid 1001 (expected: 0)");
    }

    @Test
    void c04RefusesADirectoryInPlaceOfTheFile() throws IOException {
        Files.createDirectory(file);

        assertFileRefused("is a directory (expected: a regular file)");
    }

    @Test
    void c04RefusesAPipeWithoutOpeningIt() throws IOException, InterruptedException {
        int code = new ProcessBuilder("mkfifo", "-m", "600", file.toString())
                .start()
                .waitFor();
        assumeTrue(code == 0, "needs mkfifo");

        assertFileRefused("is a special file (expected: a regular file)");
    }

    @Test
    void c04RefusesALockFileThatIsALinkAndLeavesItsTargetAlone() throws IOException {
        Path target = Files.writeString(parent.resolve("target"), "precious");
        Files.createSymbolicLink(path.resolve("photo+thumbs.lock"), target);

        assertFails(EndpointFailure.UNSAFE, StatusCode.FAILED_PRECONDITION, () -> directory.claim(NAME));
        assertThat(target).hasContent("precious");
    }

    @Test
    void c07RefusesALongFileAfterTheFirstBytes() throws IOException {
        write(new byte[10_000_000]);

        StatusException failure =
                assertFails(EndpointFailure.INVALID, StatusCode.FAILED_PRECONDITION, () -> directory.find(NAME));

        assertThat(failure.status().message()).startsWith(file + ": has more than 4096 bytes");
    }

    @Test
    void c07AServerReplacesAFileThatNobodyCanRead() throws IOException {
        write("garbage".getBytes(StandardCharsets.UTF_8));

        try (EndpointClaim claim = directory.claim(NAME)) {
            claim.publish(Samples.endpoint());

            assertThat(directory.find(NAME).name()).isEqualTo(NAME);
        }
    }

    @Test
    void refusesAFileThatWasCopiedFromAnotherName() throws IOException {
        write(EndpointFile.encode(Samples.endpoint(EndpointName.of("other"), ProcessIdentity.current())));

        StatusException failure =
                assertFails(EndpointFailure.INVALID, StatusCode.FAILED_PRECONDITION, () -> directory.find(NAME));

        assertThat(failure.status().message()).contains("name: other (expected: photo/thumbs)");
    }

    @Test
    void c08EachBadAddressIsAnErrorOfItsOwn() throws IOException {
        for (String host : List.of("localhost", "0.0.0.0", "::", "10.0.0.1", "::ffff:10.0.0.1")) {
            write(Samples.fileWith(Samples.endpoint(), "host", "host=" + host));

            StatusException failure =
                    assertFails(EndpointFailure.INVALID, StatusCode.FAILED_PRECONDITION, () -> directory.find(NAME));

            assertThat(failure.status().message())
                    .startsWith(file + ": line 4: host: \"" + host + "\" (expected: 127.x.y.z, ::1")
                    .contains("names are not resolved");
        }
    }

    @Test
    void c12AFileOfAnEarlierBootIsStale() throws IOException {
        ProcessIdentity self = ProcessIdentity.current();
        assumeTrue(!self.bootId().isEmpty(), "needs a boot id");
        write(EndpointFile.encode(Samples.endpoint(
                NAME,
                new ProcessIdentity(
                        self.pid(),
                        self.startTicks(),
                        "00000000-0000-0000-0000-000000000000",
                        self.netNamespace(),
                        self.pidNamespace()))));

        assertStale("published before the machine was started");
    }

    @Test
    void c10AFileWhosePidWasGivenOutAgainIsStale() throws IOException {
        ProcessIdentity self = ProcessIdentity.current();
        assumeTrue(self.startTicks() >= 0, "needs start ticks");
        write(EndpointFile.encode(Samples.endpoint(
                NAME,
                new ProcessIdentity(
                        self.pid(), self.startTicks() + 1, self.bootId(), self.netNamespace(), self.pidNamespace()))));

        assertStale("process " + self.pid() + " is another one than the server was");
    }

    @Test
    void c24AFileOfAnotherNetworkNamespaceIsAnErrorOfItsOwn() throws IOException {
        ProcessIdentity self = ProcessIdentity.current();
        assumeTrue(!self.netNamespace().isEmpty(), "needs namespaces");
        write(EndpointFile.encode(Samples.endpoint(
                NAME, new ProcessIdentity(self.pid(), self.startTicks(), self.bootId(), "1", self.pidNamespace()))));

        StatusException failure =
                assertFails(EndpointFailure.OTHER_NETWORK, StatusCode.FAILED_PRECONDITION, () -> directory.find(NAME));

        assertThat(failure.status().message()).contains("is of network namespace 1 (expected: " + self.netNamespace());
        assertThat(directory.list()).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(EndpointEntry.State.INVALID);
            assertThat(entry.endpoint()).isNotNull();
        });
    }

    @Test
    void aPidOfAnotherPidNamespaceIsNotLookedAt() throws IOException {
        ProcessIdentity self = ProcessIdentity.current();
        assumeTrue(!self.pidNamespace().isEmpty(), "needs namespaces");
        write(EndpointFile.encode(Samples.endpoint(
                NAME, new ProcessIdentity(Integer.MAX_VALUE, 1, self.bootId(), self.netNamespace(), "1"))));

        assertThat(directory.find(NAME).process().pid()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void withoutStartTicksThePidAloneDecides() throws IOException {
        write(EndpointFile.encode(Samples.endpoint(
                NAME, new ProcessIdentity(ProcessHandle.current().pid(), -1, "", "", ""))));
        assertThat(directory.find(NAME).name()).isEqualTo(NAME);

        write(EndpointFile.encode(Samples.endpoint(NAME, new ProcessIdentity(Integer.MAX_VALUE, -1, "", "", ""))));
        assertStale("process 2147483647 has ended");
    }

    @Test
    void listsEachFileWithItsStateAndTheReason() throws IOException {
        try (EndpointClaim claim = directory.claim(EndpointName.of("alive"))) {
            claim.publish(Samples.endpoint(claim.name(), ProcessIdentity.current()));
            write(EndpointFile.encode(Samples.endpoint(NAME, new ProcessIdentity(Integer.MAX_VALUE, -1, "", "", ""))));
            Files.createFile(path.resolve("broken.endpoint"), ownerOnly());
            Files.createFile(path.resolve("Not A Name.endpoint"), ownerOnly());

            List<EndpointEntry> entries = directory.list();

            assertThat(entries)
                    .extracting(entry -> entry.name().value(), EndpointEntry::state)
                    .containsExactly(
                            tuple("alive", EndpointEntry.State.LIVE),
                            tuple("broken", EndpointEntry.State.INVALID),
                            tuple("photo/thumbs", EndpointEntry.State.STALE));
            assertThat(entries.get(0).reason()).isEmpty();
            assertThat(entries.get(1).reason()).contains("line 1: no line end");
            assertThat(entries.get(2).reason()).contains("has ended");
        }
    }

    @Test
    void refusesToListMoreThanTheLimit() throws IOException {
        for (int i = 0; i <= EndpointStore.MAX_LISTED; i++) {
            Files.createFile(path.resolve("n" + i + ".endpoint"));
        }

        StatusException failure =
                assertFails(EndpointFailure.TOO_MANY, StatusCode.RESOURCE_EXHAUSTED, () -> directory.list());

        assertThat(failure.status().message()).contains("more than 1024 endpoint files");
    }

    private void assertDirectoryRefused(String why) {
        assertThat(assertFails(EndpointFailure.UNSAFE, StatusCode.FAILED_PRECONDITION, () -> directory.find(NAME))
                        .status()
                        .message())
                .contains(directory.path() + ": ", why);
        assertFails(EndpointFailure.UNSAFE, StatusCode.FAILED_PRECONDITION, () -> directory.claim(NAME));
        assertFails(EndpointFailure.UNSAFE, StatusCode.FAILED_PRECONDITION, () -> directory.list());
        assertThat(path.resolve("photo+thumbs.lock")).doesNotExist();
    }

    private void assertFileRefused(String why) {
        for (ThrowingCallable use :
                List.<ThrowingCallable>of(() -> directory.find(NAME), () -> directory.claim(NAME))) {
            assertThat(assertFails(EndpointFailure.UNSAFE, StatusCode.FAILED_PRECONDITION, use)
                            .status()
                            .message())
                    .startsWith(file + ": " + why);
        }
        assertThat(directory.list()).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(EndpointEntry.State.INVALID);
            assertThat(entry.reason()).contains(why);
            assertThat(entry.endpoint()).isNull();
        });
    }

    private void assertStale(String why) {
        StatusException failure =
                assertFails(EndpointFailure.STALE, StatusCode.UNAVAILABLE, () -> directory.find(NAME));
        assertThat(failure.status().message()).contains(why, file.toString());
        assertThat(directory.list())
                .singleElement()
                .extracting(EndpointEntry::state)
                .isEqualTo(EndpointEntry.State.STALE);
    }

    private static StatusException assertFails(String reason, StatusCode code, ThrowingCallable action) {
        StatusException failure = catchThrowableOfType(StatusException.class, action);
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        return failure;
    }

    private void write(byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, ownerOnly());
        Files.write(file, content);
    }

    private static FileAttribute<?> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    private static List<String> namesIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assumeRoot() throws IOException {
        Object uid = Files.getAttribute(Path.of(System.getProperty("java.io.tmpdir")), "unix:uid");
        boolean root = System.getProperty("user.name").equals("root") && uid.equals(0);
        assumeTrue(root, "needs root to give files to another user");
    }
}
