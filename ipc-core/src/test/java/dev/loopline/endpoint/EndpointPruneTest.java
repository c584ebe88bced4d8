package dev.loopline.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.loopline.endpoint.PrunedFile.Outcome;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointPruneTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LEFTOVER = ".0123456789abcdef.tmp";

    @TempDir
    private Path parent;

    private Path path;
    private EndpointDirectory directory;

    @BeforeEach
    void makeDirectory() {
        path = parent.resolve("run");
        directory = EndpointDirectory.at(path);
        directory.claim(EndpointName.of("made")).close();
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = path.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
    }

    private void writeDead(String name) throws IOException {
        ProcessIdentity dead = new ProcessIdentity(Integer.MAX_VALUE, -1, "", "", "");
        write(name + ".endpoint", EndpointFile.encode(Samples.endpoint(EndpointName.of(name), dead)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void removesWhatDeadServersLeftAndSaysWhy() throws IOException {
        writeDead("dead");
        write("dead" + LEFTOVER, new byte[10]);
        write("garbage.endpoint", new byte[10]);
        write("never" + LEFTOVER, new byte[0]);
        write("notes.txt", new byte[0]);

        List<PrunedFile> pruned = directory.prune();

        assertThat(pruned)
                .extracting(PrunedFile::name, file -> file.file().getFileName().toString(), PrunedFile::outcome)
                .containsExactlyInAnyOrder(
                        tuple(EndpointName.of("dead"), "dead.endpoint", Outcome.REMOVED),
                        tuple(EndpointName.of("dead"), "dead" + LEFTOVER, Outcome.REMOVED),
                        tuple(EndpointName.of("garbage"), "garbage.endpoint", Outcome.REMOVED),
                        tuple(EndpointName.of("never"), "never" + LEFTOVER, Outcome.REMOVED));
        assertThat(pruned).allSatisfy(file -> assertThat(file.reason()).isNotBlank());
        assertThat(names()).containsExactly("dead.lock", "garbage.lock", "made.lock", "never.lock", "notes.txt");
        assertThat(directory.prune()).isEmpty();
    }

    @Test
    void aRehearsalChangesNothing() throws IOException {
        writeDead("dead");
        write("dead" + LEFTOVER, new byte[10]);
        write("made" + LEFTOVER, new byte[10]);
        List<String> before = names();

        List<PrunedFile> pruned = directory.rehearsePrune();

        assertThat(pruned)
                .extracting(PrunedFile::outcome)
                .containsOnly(Outcome.REMOVABLE)
                .hasSize(3);
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void keepsWhatIsOfLiveServersOfThisAndOtherProcesses() throws IOException {
        try (EndpointClaim here = directory.claim(EndpointName.of("here"));
                EndpointClaim starting = directory.claim(EndpointName.of("starting"));
                ChildJvm there = ChildJvm.start(EndpointChild.class, List.of(), "hold", path.toString(), "there")) {
            here.publish(Samples.endpoint(here.name(), ProcessIdentity.current()));
            there.awaitLine("published .*", PATIENCE);
            write("here" + LEFTOVER, new byte[10]);
            write("starting" + LEFTOVER, new byte[10]);
            write("there" + LEFTOVER, new byte[10]);
            List<String> before = names();

            List<PrunedFile> pruned = directory.prune();

            assertThat(pruned)
                    .extracting(PrunedFile::outcome)
                    .containsOnly(Outcome.KEPT)
                    .hasSize(5);
            assertThat(pruned)
                    .filteredOn(file -> file.name().equals(starting.name()))
                    .extracting(PrunedFile::reason)
                    .containsExactly("a server has the lock of that name");
            assertThat(pruned)
                    .filteredOn(file -> file.name().value().equals("there"))
                    .extracting(PrunedFile::reason)
                    .allSatisfy(reason -> assertThat(reason).contains("pid " + there.pid(), " runs"));
            assertThat(names()).isEqualTo(before);
            // And their locks are still theirs.
            assertThat(directory.prune()).isEqualTo(pruned);
        }
    }

    @Test
    void aLiveServerThatHasLostItsLockIsKept() throws IOException {
        try (ChildJvm server = ChildJvm.start(EndpointChild.class, List.of(), "hold", path.toString(), "lost")) {
            server.awaitLine("published .*", PATIENCE);
            Files.delete(path.resolve("lost.lock"));

            assertThat(directory.prune()).extracting(PrunedFile::outcome).containsExactly(Outcome.KEPT);

            assertThat(directory.find(EndpointName.of("lost")).process().pid()).isEqualTo(server.pid());
        }
    }

    @Test
    void aKilledServerIsRemoved() {
        try (ChildJvm server = ChildJvm.start(EndpointChild.class, List.of(), "hold", path.toString(), "killed")) {
            server.awaitLine("published .*", PATIENCE);
            server.kill9();
            server.awaitExit(PATIENCE);

            assertThat(directory.prune()).singleElement().satisfies(file -> {
                assertThat(file.outcome()).isEqualTo(Outcome.REMOVED);
                assertThat(file.reason()).contains("process " + server.pid() + " has ended");
            });
        }
    }

    @Test
    void whatCouldBeSomebodyElsesIsKept() throws IOException {
        writeDead("dead");
        Path target = Files.move(path.resolve("dead.endpoint"), path.resolve("target"));
        Files.createSymbolicLink(path.resolve("link.endpoint"), target);

        List<PrunedFile> pruned = directory.prune();

        assertThat(pruned).singleElement().satisfies(file -> {
            assertThat(file.outcome()).isEqualTo(Outcome.KEPT);
            assertThat(file.reason()).contains("is a symbolic link");
        });
        assertThat(target).exists();
        assertThat(path.resolve("link.endpoint")).isSymbolicLink();
    }

    @Test
    void whatTheSystemDoesNotDeleteIsSaid() throws IOException {
        Files.createDirectory(path.resolve("made" + LEFTOVER));
        Files.createFile(path.resolve("made" + LEFTOVER).resolve("full"));

        assertThat(directory.prune()).singleElement().satisfies(file -> {
            assertThat(file.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(file.reason()).contains("cannot delete " + file.file());
        });
    }

    @Test
    void moreFilesThanCanBeListedCanBePruned() throws IOException {
        for (int i = 0; i <= EndpointStore.MAX_LISTED; i++) {
            Files.createFile(path.resolve("n" + i + LEFTOVER));
        }

        assertThat(directory.prune())
                .hasSize(EndpointStore.MAX_LISTED + 1)
                .extracting(PrunedFile::outcome)
                .containsOnly(Outcome.REMOVED);
    }

    @Test
    void aDirectoryThatDoesNotExistHasNothingToPruneAndIsNotMade() {
        Path missing = parent.resolve("missing");

        assertThat(EndpointDirectory.at(missing).prune()).isEmpty();
        assertThat(missing).doesNotExist();
    }
}
