package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Execution(ExecutionMode.CONCURRENT) // so many that the other classes would have ended long before
@Tag("one-java")
class DemoFailuresTest {
    private static final int LARGE_FILES = 40;
    private static final long LARGE_FILE_BYTES = 24L << 20;
    private static final int SMALL_FILES = 5_000;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** 3 s, and as much again on a machine that has other things to do. */
    private static final Duration WITHOUT_HOST = Duration.ofSeconds(6);

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
    void doesNotTakeAnEmptyNameForTheCurrentDirectory() {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), "")) {
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isEqualTo(3);

            assertThat(demo.errors()).isEqualTo("ipc demo: DIR: empty (expected: a directory)");
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
    void saysThatALinkLeadsNowhere() throws IOException {
        Path loop = temp.resolve("loop");
        Files.createSymbolicLink(loop, loop);

        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), loop.toString())) {
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isEqualTo(3);

            assertThat(demo.errors()).startsWith("ipc demo: " + loop + ": ").contains("(expected: a directory)");
        }
    }

    @Test
    void saysThatADirectoryCannotBeRead() throws IOException {
        Path locked = Files.createDirectory(temp.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));

        try (DemoProcess demo =
                DemoProcess.start(Unprivileged.wrapper(locked), temp.resolve("run"), "--json", locked.toString())) {
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isEqualTo(3);

            JsonObject error = JsonParser.parseString(demo.errors()).getAsJsonObject();
            assertThat(error.get("reason").getAsString()).isEqualTo("NO_DIRECTORY");
            assertThat(error.get("message").getAsString())
                    .isEqualTo(locked + ": cannot be read (expected: a directory that this user may list)");
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void failsWhenTheResultCannotBeWritten() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full is a disk without space");
        Path tree = Files.createDirectory(temp.resolve("tree"));
        List<String> wrapper = List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh");

        try (DemoProcess demo = DemoProcess.start(wrapper, temp.resolve("run"), tree.toString())) {
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isEqualTo(1);

            assertThat(demo.errors())
                    .isEqualTo("ipc demo: the result cannot be written to standard output (closed, or a"
                            + " disk that is full)");
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

            DemoProcess.awaitEnded(helpers, WITHOUT_HOST);
        }
    }

    @Test
    void theResultIsTheSameWhenAHelperIsKilled() throws IOException {
        String tree = largeFiles();
        Files.writeString(Path.of(tree).resolve("a.txt"), "one two\n".repeat(1000));
        Files.writeString(Path.of(tree).resolve("z.json"), "{}\n");
        List<String> undisturbed;
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), tree)) {
            undisturbed = demo.awaitTable();
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
        }
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), tree)) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            helpers.get(0).destroyForcibly();

            assertThat(demo.awaitTable()).hasSizeGreaterThan(3).isEqualTo(undisturbed);
            demo.main().awaitLine(" +helper-1 .*  (started again once|ended before its time)", DemoProcess.TIMEOUT);
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
            assertThat(demo.errors().lines().filter(line -> line.startsWith("helper-")))
                    .singleElement()
                    .asString()
                    .matches("helper-1 \\(pid " + helpers.get(0).pid() + "\\) was ended by SIGKILL after [0-9.]+ m?s"
                            + "; what it had not answered goes to helper-2; it is started again");
            DemoProcess.awaitEnded(helpers, SOON);
        }
    }

    @Test
    void goesOnWhenBothHelpersAreKilled() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), largeFiles())) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            helpers.forEach(ProcessHandle::destroyForcibly);

            demo.main().awaitLine("total +" + LARGE_FILES + " .*", DemoProcess.TIMEOUT);
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
            assertThat(demo.errors())
                    .containsPattern("helper-1 \\(pid \\d+\\) was ended by SIGKILL .*; it is started again")
                    .containsPattern("helper-2 \\(pid \\d+\\) was ended by SIGKILL .*; it is started again");
            DemoProcess.awaitEnded(helpers, SOON);
        }
    }

    @Test
    void failsWithOneMessageWhenTheHelpersAreKilledAgainAndAgain() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), largeFiles())) {
            demo.awaitWorkingHelpers();

            await().atMost(DemoProcess.TIMEOUT)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        demo.main()
                                .handle()
                                .children()
                                .filter(DemoFailuresTest::isJava)
                                .forEach(ProcessHandle::destroyForcibly);
                        return !demo.main().isAlive();
                    });

            assertThat(demo.awaitExit(SOON)).isEqualTo(1);
            String end =
                    "\\(pid \\d+\\) was ended by SIGKILL after [0-9.]+ m?s: it ended 5 times within 60 s and is not"
                            + " started again";
            assertThat(demo.errors())
                    .containsPattern("ipc demo: no helper is left after \\d+ files: helper-1 " + end + ", helper-2 "
                            + end + "$");
        }
    }

    @Test
    void theOtherGoesOnWithTheScanOfAKilledHelper() throws IOException {
        Path tree = Path.of(largeFiles());
        Path later = Files.createDirectory(tree.resolve("later"));
        for (int i = 0; i < SMALL_FILES; i++) {
            Files.writeString(later.resolve("n".repeat(200) + i), "x\n".repeat(i % 7));
        }
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), tree.toString())) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            helpers.get(0).destroyForcibly(); // the one that scans, and waits at the small files
            DemoProcess.awaitEnded(helpers.subList(0, 1), SOON);
            Files.writeString(tree.resolve("zz"), "found by the other\n");

            long smallBytes =
                    IntStream.range(0, SMALL_FILES).mapToLong(i -> 2L * (i % 7)).sum();
            long bytes = LARGE_FILES * LARGE_FILE_BYTES + smallBytes + Files.size(tree.resolve("zz"));
            demo.main()
                    .awaitLine(
                            "total +" + Numbers.grouped(LARGE_FILES + SMALL_FILES + 1) + " +" + Numbers.grouped(bytes)
                                    + " .*",
                            DemoProcess.TIMEOUT);
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
        }
    }

    @Test
    void filesOfAStoppedHelperGoToTheOther() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), largeFiles())) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            signal("STOP", helpers.get(1).pid());

            demo.main().awaitLine("total +" + LARGE_FILES + " .*", DemoProcess.TIMEOUT);
            demo.main().awaitLine(" +helper-2 .*  (started again once|ended before its time)", DemoProcess.TIMEOUT);
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
            assertThat(demo.errors())
                    .containsPattern("helper-2 \\(pid " + helpers.get(1).pid()
                            // and where its files go, unless the other one was done with them before this is said
                            + "\\) lost its connection and was ended after .*it is started again");
            DemoProcess.awaitEnded(helpers, SOON);
        }
    }

    @Test
    @Tag("slow")
    void goesOnAfterAllItsProcessesWereStoppedForAWhile() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), "--json", largeFiles())) {
            await().atMost(DemoProcess.TIMEOUT)
                    .until(() -> demo.main().handle().children().count() == 2);
            List<Long> all = Stream.concat(
                            Stream.of(demo.main().handle()),
                            demo.main().handle().children())
                    .map(ProcessHandle::pid)
                    .toList();

            for (long pid : all) {
                signal("STOP", pid);
            }
            await().pollDelay(Duration.ofSeconds(6)).until(() -> true);
            for (long pid : all) {
                signal("CONT", pid);
            }

            JsonObject json = demo.awaitJson();
            assertThat(json.getAsJsonObject("totals").get("files").getAsInt()).isEqualTo(LARGE_FILES);
            assertThat(json.getAsJsonArray("helpers")).allSatisfy(helper -> assertThat(
                            helper.getAsJsonObject().get("lost").getAsBoolean())
                    .isFalse());
        }
    }

    @Test
    void countsFilesThatVanishMeanwhile() throws IOException {
        Path tree = Path.of(largeFiles());
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), tree.toString())) {
            demo.awaitWorkingHelpers();

            try (Stream<Path> all = Files.list(tree)) {
                for (Path file : all.toList()) {
                    Files.delete(file);
                }
            }

            // All of them, on a slow machine; not those that were read by then.
            demo.main().awaitLine("skipped [0-9]+ \\(.*vanished meanwhile: [0-9]+.*", DemoProcess.TIMEOUT);
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void endsItsHelpersWhenItIsToldToEnd(String signal, int exitCode) throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), largeFiles())) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            demo.main().signal(signal);

            assertThat(demo.awaitExit(SOON)).isEqualTo(exitCode);
            DemoProcess.awaitEnded(helpers, SOON);
            assertThat(demo.errors())
                    .contains("ipc demo: interrupted after ")
                    .doesNotContain("no helper is left", "before its time");
        }
    }

    @Test
    void endsWithOneMessageWhenTheHelpersGetTheSignalFirst() throws IOException {
        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), largeFiles())) {
            List<ProcessHandle> helpers = demo.awaitWorkingHelpers();

            for (ProcessHandle helper : helpers) {
                signal("INT", helper.pid());
            }
            demo.main().signal("INT");

            assertThat(demo.awaitExit(SOON)).isEqualTo(130);
            assertThat(demo.errors())
                    .contains("ipc demo: interrupted after ")
                    .doesNotContain("no helper is left", "before its time");
        }
    }

    @Test
    void aHelperEndsWithTheProcessThatStartedItEvenBeforeItIsConnected() {
        try (ChildJvm helper = ChildJvm.start(HelperMain.class, List.of())) {
            helper.closeInput();

            assertThat(helper.awaitExit(DemoProcess.TIMEOUT)).isEqualTo(1);
        }
    }

    /** {@return whether it runs Java already, and not the program by which Java starts others} */
    private static boolean isJava(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("java"))
                .isPresent();
    }

    private static void signal(String name, long pid) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start();
        assertThat(kill.onExit().join().exitValue()).isZero();
    }

    /** Enough to read for some seconds, of which nothing is on the disk. */
    private String largeFiles() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        for (int i = 0; i < LARGE_FILES; i++) {
            try (RandomAccessFile file =
                    new RandomAccessFile(tree.resolve(i + ".bin").toFile(), "rw")) {
                file.setLength(LARGE_FILE_BYTES);
            }
        }
        return tree.toString();
    }
}
