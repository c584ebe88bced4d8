package dev.loopline.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopline.IpcClient;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.examples.transfer.v1.Receipt;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers from and to a process that is killed now and then. */
@Tag("one-java")
class TransferTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int LARGE_BYTES = (64 << 20) + 12_345;

    private final Path there;
    private final Path here;
    private final Path runtime;
    private ChildJvm server;
    private IpcClient client;
    private RemoteFiles files;

    TransferTest(@TempDir Path temp) throws IOException {
        there = Files.createDirectory(temp.resolve("there"));
        here = Files.createDirectory(temp.resolve("here"));
        runtime = temp.resolve("run");
    }

    @BeforeEach
    void connect() {
        server = serve();
        client = IpcClient.named("test/files")
                .directory(EndpointDirectory.at(runtime))
                .connect();
        files = new RemoteFiles(client, TIMEOUT);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @Test
    void downloadGoesOnWhereItWasWhenTheServingProcessIsKilledHalfWay() throws Exception {
        Path source = random(there.resolve("large"), LARGE_BYTES);
        Path target = here.resolve("copy");
        KilledHalfWay progress = new KilledHalfWay();

        Receipt receipt = files.download("large", target, progress);

        assertThat(receipt.getSizeBytes()).isEqualTo(LARGE_BYTES);
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
        assertThat(progress.offsets).hasSize(2).startsWith(0L);
        assertThat(progress.offsets.get(1)).isGreaterThanOrEqualTo(LARGE_BYTES / 2);
        assertThat(here).isDirectoryNotContaining(file -> !file.equals(target));
    }

    @Test
    void uploadGoesOnWhereItWasWhenTheServingProcessIsKilledHalfWay() throws Exception {
        Path source = random(here.resolve("large"), LARGE_BYTES);
        KilledHalfWay progress = new KilledHalfWay();

        Receipt receipt = files.upload(source, "copy", progress);

        assertThat(receipt.getSizeBytes()).isEqualTo(LARGE_BYTES);
        assertThat(Files.mismatch(source, there.resolve("copy"))).isEqualTo(-1);
        assertThat(progress.offsets).hasSize(2).startsWith(0L);
        assertThat(progress.offsets.get(1)).isPositive(); // half without what was on its way
        assertThat(there).isDirectoryNotContaining(file -> !file.endsWith("copy"));
    }

    @Test
    void uploadThatWasGivenUpIsTakenUpAgain() throws Exception {
        Path source = random(here.resolve("file"), 16 << 20);
        Progress givesUp = (offset, done, size) -> {
            if (done >= size / 2) {
                throw new CancellationException("enough");
            }
        };
        assertThatThrownBy(() -> files.upload(source, "file", givesUp)).isInstanceOf(CancellationException.class);
        List<Long> offsets = new ArrayList<>();

        files.upload(source, "file", (offset, done, size) -> offsets.add(offset));

        assertThat(offsets.get(0)).isPositive();
        assertThat(Files.mismatch(source, there.resolve("file"))).isEqualTo(-1);
    }

    @Test
    void restOfAnotherFileIsNoticedByTheChecksumAndNotUsedAgain() throws Exception {
        Path source = random(there.resolve("file"), 1 << 20);
        Path target = here.resolve("file");
        random(here.resolve("file.part"), 1000);

        StatusException failure =
                catchThrowableOfType(StatusException.class, () -> files.download("file", target, Progress.NONE));

        assertThat(failure.reason()).isEqualTo("CHECKSUM_MISMATCH");
        assertThat(here).isEmptyDirectory();
        files.download("file", target, Progress.NONE);
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    }

    @Test
    void restThatIsLongerThanTheFileIsThrownAway() throws Exception {
        Path source = random(here.resolve("file"), 1000);
        random(there.resolve("file.part"), 5000);

        files.upload(source, "file", Progress.NONE);

        assertThat(Files.mismatch(source, there.resolve("file"))).isEqualTo(-1);
    }

    @Test
    void emptyFileIsTransferredToo() throws Exception {
        Path source = Files.createFile(here.resolve("empty"));

        files.upload(source, "empty", Progress.NONE);

        assertThat(there.resolve("empty")).isEmptyFile();
    }

    @Test
    void namesThatLeadOutOfTheDirectoryAndFilesThatAreNotThereAreRefused() {
        for (String name : List.of("../secret", "/etc/passwd", "..", "a/b", "x.part", "", "a\0b")) {
            assertThat(failureOfDownload(name).code()).as(name).isEqualTo(StatusCode.INVALID_ARGUMENT);
        }
        assertThat(failureOfDownload("missing").reason()).isEqualTo("NO_SUCH_FILE");
    }

    @Test
    void programBringsAndFetches() throws Exception {
        Path source = random(here.resolve("file"), 300_000);
        Path target = here.resolve("back");

        try (ChildJvm put = start("put", "test/files", source.toString(), "stored");
                ChildJvm get = start("get", "test/files", "missing", target.toString())) {
            put.awaitLine("300000 bytes, SHA-256 [0-9a-f]{64}", TIMEOUT);
            assertThat(put.awaitExit(TIMEOUT)).isZero();
            assertThat(put.errorLines()).contains("40 % of 300000 bytes", "100 % of 300000 bytes");
            assertThat(get.awaitExit(TIMEOUT)).isEqualTo(1);
        }
        try (ChildJvm get = start("get", "test/files", "stored", target.toString())) {
            assertThat(get.awaitExit(TIMEOUT)).isZero();
        }
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    }

    private StatusException failureOfDownload(String name) {
        return catchThrowableOfType(
                StatusException.class, () -> files.download(name, here.resolve("target"), Progress.NONE));
    }

    private ChildJvm serve() {
        ChildJvm started = start("serve", "test/files", there.toString());
        started.awaitLine("serving test/files", TIMEOUT);
        return started;
    }

    private ChildJvm start(String... args) {
        return ChildJvm.start(
                List.of(), Map.of("LOOPLINE_RUNTIME_DIR", runtime.toString()), Transfer.class, List.of(), args);
    }

    private static Path random(Path file, int bytes) throws IOException {
        Random random = new Random(bytes);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int written = 0; written < bytes; written += block.length) {
                random.nextBytes(block);
                out.write(block, 0, Math.min(block.length, bytes - written));
            }
        }
        return file;
    }

    /** Kills the serving process when half of the file is moved, and starts another one. */
    private final class KilledHalfWay implements Progress {
        private final List<Long> offsets = new ArrayList<>();

        @Override
        public void at(long offset, long doneBytes, long sizeBytes) {
            if (!offsets.contains(offset)) {
                offsets.add(offset);
            }
            if (offsets.size() == 1
                    && doneBytes >= sizeBytes / 2
                    && doneBytes < sizeBytes / 2 + OutgoingFile.CHUNK_BYTES) {
                server.kill9();
                server.awaitExit(TIMEOUT);
                server.close();
                server = serve();
            }
        }
    }
}
