package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of unusual size and shape. */
@Tag("one-java")
class DemoTreesTest {
    /** What the command takes with one file is more than half of it. */
    private static final List<String> SMALL = List.of("-Xmx20m");

    private final Path temp;
    private final Path tree;

    DemoTreesTest(@TempDir Path temp) throws IOException {
        this.temp = temp;
        tree = Files.createDirectory(temp.resolve("tree"));
    }

    @Test
    void examinesThousandsOfFilesInLittleMemory() throws Exception {
        examinesInLittleMemory(10_000);
    }

    @Test
    @Tag("slow")
    void examinesHundredsOfThousandsOfFilesInTheSameMemory() throws Exception {
        examinesInLittleMemory(200_000);
    }

    private void examinesInLittleMemory(int files) throws Exception {
        assumeTrue(isPosix(), "the files are made by a shell");
        Files.writeString(tree.resolve("0"), "one two\n");
        run("seq 1 " + (files - 1) + " | xargs touch");

        JsonObject json;
        try (DemoProcess demo = DemoProcess.start(List.of(), SMALL, temp.resolve("run"), "--json", tree.toString())) {
            json = demo.awaitJson();
        }

        assertThat(json.getAsJsonObject("totals").get("files").getAsInt()).isEqualTo(files);
        assertThat(json.getAsJsonObject("sample").get("matching").getAsInt()).isEqualTo(20);
    }

    @Test
    void readsAFileLargerThanItsMemory() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(tree.resolve("a.bin").toFile(), "rw")) {
            file.setLength(160L << 20); // a helper has 128 MiB
        }

        try (DemoProcess demo = DemoProcess.start(List.of(), SMALL, temp.resolve("run"), tree.toString())) {
            demo.main().awaitLine("total +1 +167,772,160 .*", DemoProcess.TIMEOUT);
            demo.main().awaitLine("sample: none, since all files are larger than 16.0 MB", DemoProcess.TIMEOUT);
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
        }
    }

    @Test
    void saysWhereATreeIsTooDeepForTheSystem() throws Exception {
        assumeTrue(isPosix(), "the tree is made by a shell");
        run("d=" + "d".repeat(200)
                + "; for i in $(seq 30); do mkdir $d; cd $d 2>/dev/null || break; echo one >file; done");

        try (DemoProcess demo = DemoProcess.start(temp.resolve("run"), tree.toString())) {
            demo.main().awaitLine("total +(19|20) .*", DemoProcess.TIMEOUT);
            demo.main().awaitLine("skipped [12] \\(reading failed: [12]\\)", DemoProcess.TIMEOUT);
            demo.main().awaitLine(".*ddd\\[\\.\\.\\.\\]ddd.*: reading failed", DemoProcess.TIMEOUT);
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
        } finally {
            run("rm -rf *"); // which knows how to, unlike JUnit
        }
    }

    private void run(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(tree.toFile())
                .inheritIO()
                .start();
        assertThat(shell.waitFor()).isZero();
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
