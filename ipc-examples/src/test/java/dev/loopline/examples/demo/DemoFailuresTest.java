package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFailuresTest {
    private static final int LARGE_FILES = 64;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Path temp;

    DemoFailuresTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void saysThatADirectoryIsMissing() {
        Path missing = temp.resolve("missing");

        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), missing.toString())) {
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isEqualTo(3);

            assertThat(demo.errors()).isEqualTo("ipc demo: " + missing + ": does not exist (expected: a directory)");
        }
    }

    @Test
    void saysThatAFileIsNoDirectory() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));

        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), file.toString())) {
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isEqualTo(3);

            assertThat(demo.errors()).isEqualTo("ipc demo: " + file + ": is no directory (expected: a directory)");
        }
    }

    @Test
    void hasNothingToDoInAnEmptyDirectory() throws IOException {
        Path empty = Files.createDirectory(temp.resolve("empty"));

        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), empty.toString())) {
            demo.main().awaitLine("no files to examine in .*empty", DemoProcess.TIMEOUT);

            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
        }
    }

    @Test
    void helpersEndWhenTheMainProcessIsKilled() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), largeFiles())) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            demo.main().kill9();

            DemoProcess.awaitEnded(helpers, SOON);
        }
    }

    @Test
    void filesOfAKilledHelperGoToTheOther() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), largeFiles())) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            helpers.get(0).destroyForcibly();

            demo.main().awaitLine("total +" + LARGE_FILES + " .*", DemoProcess.TIMEOUT);
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
            assertThat(demo.errors()).contains("ended before its time (exit code 137); what it had not answered goes");
            DemoProcess.awaitEnded(helpers, SOON);
        }
    }

    @Test
    void failsWhenBothHelpersAreKilled() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), largeFiles())) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            helpers.forEach(ProcessHandle::destroyForcibly);

            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isEqualTo(1);
            assertThat(demo.errors()).containsPattern("ipc demo: no helper is left after \\d+ files: helper-1.* 137");
        }
    }

    @Test
    void endsItsHelpersWhenItIsTerminated() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), largeFiles())) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            demo.main().signal("TERM");

            assertThat(demo.awaitExit(SOON)).isEqualTo(143);
            DemoProcess.awaitEnded(helpers, SOON);
            assertThat(demo.errors()).contains("interrupted after ").doesNotContain("no helper is left");
        }
    }

    /** Enough to read for some seconds, of which nothing is on the disk. */
    private String largeFiles() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        for (int i = 0; i < LARGE_FILES; i++) {
            try (RandomAccessFile file =
                    new RandomAccessFile(tree.resolve(i + ".bin").toFile(), "rw")) {
                file.setLength(64L << 20);
            }
        }
        return tree.toString();
    }
}
