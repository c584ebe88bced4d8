package dev.loopline.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.StatusException;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes in surroundings that are made up for them. */
@Tag("one-java")
class EndpointEnvironmentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final EndpointName NAME = Samples.NAME;

    @TempDir
    private Path parent;

    private Path path;
    private EndpointDirectory directory;

    @BeforeEach
    void chooseDirectory() {
        path = parent.resolve("run");
        directory = EndpointDirectory.at(path);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** The other boot is a mount over the kernel's file, in the server's mount namespace. */
    @Test
    void c12AServerOfAnotherBootIsStale() throws IOException {
        assumeTrue(isRoot() && Files.isExecutable(Path.of("/usr/bin/unshare")), "needs root and unshare");
        Path bootId = Files.writeString(parent.resolve("boot_id"), "00000000-0000-4000-8000-000000000000\n");
        String mount = "mount --bind " + bootId + " /proc/sys/kernel/random/boot_id && exec \"$@\"";

        try (ChildJvm server = ChildJvm.start(
                List.of("unshare", "--mount", "sh", "-c", mount, "sh"),
                Map.of(),
                EndpointChild.class,
                List.of(),
                "hold",
                path.toString(),
                NAME.value())) {
            server.awaitLine("published .*", PATIENCE);

            StatusException failure = catchThrowableOfType(StatusException.class, () -> directory.find(NAME));

            assertThat(failure.reason()).isEqualTo(EndpointFailure.STALE);
            assertThat(failure).hasMessageContaining("published before the machine was started");
            assertThat(directory.list())
                    .singleElement()
                    .extracting(EndpointEntry::state)
                    .isEqualTo(EndpointEntry.State.STALE);
        }
    }

    /** The signal comes with the call of rename(2), which is then not made. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void c19WhatAServerWasWritingWhenItWasKilledIsDeletedByTheNext(boolean withFormerFile) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "needs strace");
        Path file = path.resolve("photo+thumbs.endpoint");
        directory.claim(NAME).close();
        byte[] former =
                EndpointFile.encode(Samples.endpoint(NAME, new ProcessIdentity(Integer.MAX_VALUE, -1, "", "", "")));
        if (withFormerFile) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, former);
        }

        try (ChildJvm killed = ChildJvm.start(
                List.of("strace", "-f", "-qq", "-e", "trace=rename", "-e", "inject=rename:signal=KILL"),
                Map.of(),
                EndpointChild.class,
                List.of(),
                "hold",
                path.toString(),
                NAME.value())) {
            assertThat(killed.awaitExit(PATIENCE)).isEqualTo(128 + 9);
        }

        assertThat(namesIn(path)).anyMatch(name -> name.matches("photo\\+thumbs\\.[0-9a-f]{16}\\.tmp"));
        assertThat(catchThrowableOfType(StatusException.class, () -> directory.find(NAME))
                        .reason())
                .isEqualTo(withFormerFile ? EndpointFailure.STALE : EndpointFailure.NOT_FOUND);
        if (withFormerFile) {
            assertThat(file).hasBinaryContent(former);
        }
        try (EndpointClaim next = directory.claim(NAME)) {
            assertThat(namesIn(path)).noneMatch(name -> name.endsWith(".tmp"));
            next.publish(Samples.endpoint());
            assertThat(namesIn(path)).containsExactly("photo+thumbs.endpoint", "photo+thumbs.lock");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unset", "relative", "of another user", "0755", "missing", "symbolic link"})
    void c22AnUnfitXdgDirectoryIsPassedOverForTheTemporaryOneWithOneLine(String kind) throws IOException {
        Path xdg = Files.createDirectory(
                parent.resolve("xdg"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String value = xdg.toString();
        String why = "";
        switch (kind) {
            case "unset" -> value = "";
            case "relative" -> {
                value = "run/user";
                why = "\"run/user\" (expected: an absolute path)";
            }
            case "of another user" -> {
                assumeTrue(isRoot(), "needs root to give directories to another user");
                Files.setAttribute(xdg, "unix:uid", 1001);
                why = "belongs to uid 1001 (expected: 0)";
            }
            case "0755" -> {
                Files.setPosixFilePermissions(xdg, PosixFilePermissions.fromString("rwxr-xr-x"));
                why = "has mode 0755";
            }
            case "missing" -> {
                Files.delete(xdg);
                why = value;
            }
            case "symbolic link" -> {
                value = Files.createSymbolicLink(parent.resolve("link"), xdg).toString();
                why = "is a symbolic link";
            }
            default -> throw new AssertionError(kind);
        }

        try (ChildJvm server = inStandardDirectory(value)) {
            assertThat(server.awaitLine("published .*", PATIENCE)).matches(".* in " + parent + "/loopline-[0-9]+");
            List<String> told = server.errorLines().stream()
                    .filter(text -> text.contains("XDG_RUNTIME_DIR is not used but "))
                    .toList();
            if (why.isEmpty()) {
                assertThat(told).isEmpty();
            } else {
                assertThat(told).singleElement().asString().contains(why);
            }
        }
    }

    @Test
    void c22AFitXdgDirectoryIsUsed() throws IOException {
        Path xdg = Files.createDirectory(
                parent.resolve("xdg"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        try (ChildJvm server = inStandardDirectory(xdg.toString())) {
            assertThat(server.awaitLine("published .*", PATIENCE)).endsWith(" in " + xdg.resolve("loopline"));
        }
    }

    private ChildJvm inStandardDirectory(String xdg) {
        return ChildJvm.start(
                List.of(),
                Map.of("XDG_RUNTIME_DIR", xdg, "LOOPLINE_RUNTIME_DIR", ""),
                EndpointChild.class,
                List.of("-Djava.io.tmpdir=" + parent),
                "hold",
                "",
                NAME.value());
    }

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
