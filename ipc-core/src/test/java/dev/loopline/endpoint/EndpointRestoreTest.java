package dev.loopline.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopline.StatusException;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server finds in place of its files, and what it makes of that. */
class EndpointRestoreTest {
    private static final EndpointName NAME = Samples.NAME;

    @TempDir
    private Path parent;

    private Path path;
    private Path file;
    private Path lock;
    private EndpointDirectory directory;
    private Endpoint own;
    private EndpointClaim claim;

    @BeforeEach
    void publish() {
        path = parent.resolve("run");
        file = path.resolve("photo+thumbs.endpoint");
        lock = path.resolve("photo+thumbs.lock");
        directory = EndpointDirectory.at(path);
        own = Samples.endpoint();
        claim = directory.claim(NAME);
        claim.publish(own);
    }

    @AfterEach
    void close() {
        claim.close();
    }

    @Test
    void nothingIsWrittenWhileAllIsAsItShouldBe() throws IOException {
        Object before = Files.getAttribute(file, "unix:ino");

        assertThat(claim.restore()).isFalse();

        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
    }

    @Test
    void aFileThatIsGoneIsWrittenAgain() throws IOException {
        Files.delete(file);

        assertThat(claim.restore()).isTrue();

        assertThat(directory.find(NAME)).isEqualTo(own);
    }

    @Test
    void aDirectoryThatIsGoneIsMadeAgainWithItsLock() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            files.map(Path::toFile).forEach(gone -> assertThat(gone.delete()).isTrue());
        }
        Files.delete(path);

        assertThat(claim.restore()).isTrue();

        assertThat(directory.find(NAME)).isEqualTo(own);
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertLockIsHeld();
    }

    @Test
    void aLockFileThatIsGoneIsMadeAndLockedAgain() throws IOException {
        Files.delete(lock);

        assertThat(claim.restore()).isFalse();

        assertLockIsHeld();
    }

    // As another process sees it; this one knows from its own notes.
    private void assertLockIsHeld() {
        assertThat(lock).exists();
        try (ChildJvm other =
                ChildJvm.start(EndpointChild.class, java.util.List.of(), "hold", path.toString(), NAME.value())) {
            assertThat(other.awaitLine(".*", Duration.ofSeconds(30)))
                    .startsWith(EndpointFailure.IN_USE)
                    .doesNotContain("has lost its lock");
        }
    }

    @Test
    void aNameThatAnotherServerTookAfterItsFilesWereDeletedIsLeftToIt() throws IOException {
        Files.delete(file);
        Files.delete(lock);
        try (ChildJvm other =
                ChildJvm.start(EndpointChild.class, java.util.List.of(), "hold", path.toString(), NAME.value())) {
            String id = other.awaitLine("published .*", Duration.ofSeconds(30)).split(" ", 3)[1];

            StatusException failure = catchThrowableOfType(StatusException.class, () -> claim.restore());
            claim.close();

            assertThat(failure.reason()).isEqualTo(EndpointFailure.REPLACED);
            assertThat(failure).hasMessageContaining("its lock file was deleted, and another server has the lock");
            assertThat(directory.find(NAME).id()).hasToString(id);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"another server's", "garbage", "empty", "link", "directory", "open to others", "hard link"})
    void c17WhatIsForeignIsNeitherOverwrittenNorDeleted(String kind) throws IOException {
        byte[] ownContent = Files.readAllBytes(file);
        Path elsewhere = parent.resolve("elsewhere");
        switch (kind) {
            case "another server's" -> Files.write(file, EndpointFile.encode(Samples.endpoint()));
            case "garbage" -> Files.write(file, new byte[] {1, 2, 3});
            case "empty" -> Files.write(file, new byte[0]);
            case "link" -> {
                Files.move(file, elsewhere);
                Files.createSymbolicLink(file, elsewhere);
            }
            case "directory" -> {
                Files.delete(file);
                Files.createDirectory(file);
            }
            case "open to others" -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            case "hard link" -> Files.createLink(elsewhere, file);
            default -> throw new AssertionError(kind);
        }
        Object before = Files.getAttribute(file, "unix:ino", java.nio.file.LinkOption.NOFOLLOW_LINKS);
        byte[] content = Files.isDirectory(file) ? ownContent : Files.readAllBytes(file);

        StatusException onRestore = catchThrowableOfType(StatusException.class, () -> claim.restore());
        StatusException onPublish = catchThrowableOfType(StatusException.class, () -> claim.publish(own));
        claim.close();

        assertThat(onRestore.reason()).isEqualTo(EndpointFailure.REPLACED);
        assertThat(onRestore).hasMessageContaining(file.toString()).hasMessageContaining("find out who wrote it");
        assertThat(onPublish.reason()).isEqualTo(EndpointFailure.REPLACED);
        assertThat(Files.getAttribute(file, "unix:ino", java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(before);
        assertThat(Files.isDirectory(file) ? ownContent : Files.readAllBytes(file))
                .isEqualTo(content);
    }

    @Test
    void aDirectoryThatOthersCanWriteIsNotWrittenAndNotTakenForForeign() throws IOException {
        Files.delete(file);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));

        StatusException failure = catchThrowableOfType(StatusException.class, () -> claim.restore());

        assertThat(failure.reason()).isEqualTo(EndpointFailure.UNSAFE);
        assertThat(file).doesNotExist();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        assertThat(claim.restore()).isTrue();
    }

    @Test
    void nothingIsRestoredBeforeItIsPublishedOrAfterTheClaimIsClosed() {
        try (EndpointClaim other = directory.claim(EndpointName.of("other"))) {
            assertThat(other.restore()).isFalse();
        }
        claim.close();
        assertThat(claim.restore()).isFalse();

        assertThat(file).doesNotExist();
        assertThat(path.resolve("other.endpoint")).doesNotExist();
    }
}
