package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static final int SMALL_FILES = 500;

    private final Path tree;
    private final Path runtime;

    DemoTest(@TempDir Path temp) throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        runtime = temp.resolve("run");
    }

    @Test
    void examinesEveryFileWithTwoHelpersThatCallBack() throws Exception {
        Expected expected = fill();

        JsonObject json;
        List<Long> pids;
        try (DemoProcess demo = DemoProcess.start(runtime, "--json", tree.toString())) {
            json = demo.awaitJson();
            pids = helpers(json, "pid");
            assertThat(demo.main().handle().descendants()).isEmpty();
            assertThat(pids).doesNotHaveDuplicates().doesNotContain(demo.main().pid());
            assertThat(demo.errors()).isEmpty();
        }

        JsonObject totals = json.getAsJsonObject("totals");
        assertThat(totals.get("files").getAsLong()).isEqualTo(expected.files);
        assertThat(totals.get("bytes").getAsLong()).isEqualTo(expected.bytes);
        assertThat(totals.get("lines").getAsLong()).isEqualTo(expected.lines);
        assertThat(totals.get("words").getAsLong()).isEqualTo(expected.words);
        assertThat(helpers(json, "calls")).hasSize(2).allSatisfy(calls -> assertThat(calls)
                .isPositive());
        assertThat(sum(helpers(json, "calls"))).isEqualTo(expected.files);
        assertThat(sum(helpers(json, "bytes"))).isEqualTo(expected.bytes);
        assertThat(helpers(json, "callbacks"))
                .allSatisfy(callbacks -> assertThat(callbacks).isPositive());
        assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        JsonObject sample = json.getAsJsonObject("sample");
        assertThat(sample.get("matching").getAsInt()).isEqualTo(20);
        assertThat(sample.get("differing").getAsInt()).isZero();
        JsonObject skipped = json.getAsJsonObject("skipped");
        assertThat(skipped.get("files").getAsLong()).isZero();
        assertThat(runtime).doesNotExist(); // nobody else can find the helpers
    }

    @Test
    void countsWhatEachTypeComesTo() throws Exception {
        fill();

        JsonObject types;
        try (DemoProcess demo = DemoProcess.start(runtime, "--json", tree.toString())) {
            types = demo.awaitJson().getAsJsonObject("types");
        }

        assertThat(types.getAsJsonObject("text/csv").get("files").getAsInt()).isEqualTo(SMALL_FILES);
        assertThat(types.getAsJsonObject("application/octet-stream")
                        .get("bytes")
                        .getAsInt())
                .isEqualTo(3 << 20);
        assertThat(types.getAsJsonObject("application/octet-stream")
                        .get("words")
                        .getAsInt())
                .isZero();
        assertThat(types.getAsJsonObject("inode/x-empty").get("files").getAsInt())
                .isEqualTo(1);
        assertThat(types.keySet()).contains("text/markdown", "text/plain", "application/json");
    }

    @Test
    void doesNotFollowLinksAndListsWhatIsNoFile() throws Exception {
        assumeTrue(isPosix(), "symbolic links and pipes are made as on Unix");
        Files.writeString(tree.resolve("one.txt"), "one two\n");
        Files.createSymbolicLink(tree.resolve("loop"), tree);
        Files.createSymbolicLink(tree.resolve("nowhere"), Path.of("missing"));
        run("mkfifo", tree.resolve("pipe").toString());

        JsonObject json;
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(tree.resolve("socket")));
            try (DemoProcess demo = DemoProcess.start(runtime, "--json", tree.toString())) {
                json = demo.awaitJson();
            }
        }

        assertThat(json.getAsJsonObject("totals").get("files").getAsInt()).isEqualTo(1);
        JsonObject reasons = json.getAsJsonObject("skipped").getAsJsonObject("reasons");
        assertThat(reasons.get("symbolic link, not followed").getAsInt()).isEqualTo(2);
        assertThat(reasons.get("no regular file").getAsInt()).isEqualTo(2);
        assertThat(reasons.size()).isEqualTo(2);
    }

    @Test
    void listsWhatItMayNotRead() throws Exception {
        assumeTrue(isPosix(), "permissions are those of Unix");
        Files.writeString(tree.resolve("readable.txt"), "one\n");
        lock(Files.writeString(tree.resolve("locked.txt"), "two\n"));
        Path directory = Files.createDirectory(tree.resolve("locked"));
        Files.writeString(directory.resolve("inside.txt"), "three\n");
        lock(directory);

        JsonObject json;
        try (DemoProcess demo = DemoProcess.start(
                Unprivileged.wrapper(tree.resolve("locked.txt")), runtime, "--json", tree.toString())) {
            json = demo.awaitJson();
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }

        assertThat(json.getAsJsonObject("totals").get("files").getAsInt()).isEqualTo(1);
        JsonObject skipped = json.getAsJsonObject("skipped");
        assertThat(skipped.getAsJsonObject("reasons").get("not readable").getAsInt())
                .isEqualTo(2);
        assertThat(skipped.getAsJsonArray("first").toString()).contains("locked.txt", tree.resolve("locked") + "\"");
    }

    @Test
    void examinesFilesWhoseNamesAreNoUtf8() throws Exception {
        assumeTrue(isPosix(), "elsewhere names are Unicode");
        run("sh", "-c", "printf 'one two\\n' > \"$1/$(printf 'caf\\351\\n.txt')\"", "sh", tree.toString());
        run("sh", "-c", "mkfifo \"$1/$(printf 'caf\\351\\n\\033[2J')\"", "sh", tree.toString());

        JsonObject json;
        try (DemoProcess demo = DemoProcess.start(runtime, "--json", tree.toString())) {
            json = demo.awaitJson();
        }

        assertThat(json.getAsJsonObject("totals").get("words").getAsInt()).isEqualTo(2);
        JsonObject pipe =
                json.getAsJsonObject("skipped").getAsJsonArray("first").get(0).getAsJsonObject();
        assertThat(pipe.get("path").getAsString()).isEqualTo(tree.toRealPath() + "/caf\\xe9\\n\\u001b[2J");
    }

    @Test
    void printsATableForPeople() throws Exception {
        fill();

        try (DemoProcess demo = DemoProcess.start(runtime, tree.toString())) {
            demo.main().awaitLine("type +files +bytes +lines +words", DemoProcess.TIMEOUT);
            demo.main().awaitLine("text/csv +500 .*", DemoProcess.TIMEOUT);
            demo.main().awaitLine("total +506 .*", DemoProcess.TIMEOUT);
            demo.main().awaitLine("3 processes took part: this one \\(pid \\d+\\), .*", DemoProcess.TIMEOUT);
            demo.main().awaitLine(" +helper-1 \\(pid \\d+\\) .* calls .* callbacks", DemoProcess.TIMEOUT);
            demo.main().awaitLine(" +helper-2 \\(pid \\d+\\) .* calls .* callbacks", DemoProcess.TIMEOUT);
            demo.main().awaitLine("506 calls over loopback and .* calls/s, .* MB/s", DemoProcess.TIMEOUT);
            demo.main().awaitLine("a call with its file.*p50.*p99.*", DemoProcess.TIMEOUT);
            demo.main().awaitLine("sample: of 20 files this process computed 20 the same.*", DemoProcess.TIMEOUT);
            demo.main().awaitLine("next: .* serve --name try/echo .*", DemoProcess.TIMEOUT);
            assertThat(demo.awaitExit(DemoProcess.TIMEOUT)).isZero();
        }
    }

    /** Makes six files of their own kind and many small ones. */
    private Expected fill() throws IOException {
        Random random = new Random(42);
        byte[] noise = new byte[3 << 20];
        random.nextBytes(noise);
        Files.write(tree.resolve("noise"), noise);
        Files.createFile(tree.resolve("empty"));
        Files.writeString(tree.resolve("README.md"), "# Title\n\nThree short words\n");
        Files.writeString(tree.resolve("umlauts"), "äöü ß €\n\uD83D\uDE00 end", UTF_8);
        Files.writeString(tree.resolve("latin.txt"), "caf\u00e9 au lait\n", ISO_8859_1);
        Files.writeString(tree.resolve("data.json"), "{\"a\": 1}\n".repeat(50_000));
        long smallBytes = 0;
        for (int i = 0; i < SMALL_FILES; i++) {
            Path file = tree.resolve("d" + i % 7).resolve("e" + i % 11).resolve(i + ".csv");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "id;" + i + "\nx y\n");
            smallBytes += Files.size(file);
        }
        long bytes = noise.length
                + smallBytes
                + Files.size(tree.resolve("README.md"))
                + Files.size(tree.resolve("umlauts"))
                + Files.size(tree.resolve("latin.txt"))
                + Files.size(tree.resolve("data.json"));
        return new Expected(
                6 + SMALL_FILES, bytes, 3 + 1 + 50_000 + 2L * SMALL_FILES, 5 + 5 + 100_000 + 3L * SMALL_FILES);
    }

    private record Expected(long files, long bytes, long lines, long words) {}

    private static List<Long> helpers(JsonObject json, String figure) {
        return StreamSupport.stream(json.getAsJsonArray("helpers").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(helper -> helper.get(figure).getAsLong())
                .toList();
    }

    private static long sum(List<Long> figures) {
        return figures.stream().mapToLong(Long::longValue).sum();
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static void lock(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
