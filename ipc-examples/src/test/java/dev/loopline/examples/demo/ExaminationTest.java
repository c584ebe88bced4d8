package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.examples.demo.v1.ExamineReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExaminationTest {
    private final Path temp;

    ExaminationTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 65_535, 65_536, 65_537, 1_000_003})
    void hashesFilesOfAnySize(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path file = Files.write(temp.resolve("x.bin"), content);

        ExamineReply reply = new Examination(file, bytes -> {}).run();

        assertThat(reply.getSizeBytes()).isEqualTo(size);
        assertThat(reply.getSha256().toByteArray())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void countsLinesAndWordsOfTextOnly() throws IOException {
        Path text = Files.writeString(temp.resolve("notes"), "one two\n\tthree\n\nfour");
        Path latin = Files.writeString(temp.resolve("latin"), "caf\u00e9 au lait\n", ISO_8859_1);

        ExamineReply ofText = new Examination(text, bytes -> {}).run();
        ExamineReply ofLatin = new Examination(latin, bytes -> {}).run();

        assertThat(ofText.getMediaType()).isEqualTo("text/plain");
        assertThat(ofText.getText().getLines()).isEqualTo(3);
        assertThat(ofText.getText().getWords()).isEqualTo(4);
        assertThat(ofLatin.hasText()).isFalse();
        assertThat(ofLatin.getMediaType()).isEqualTo("application/octet-stream");
    }

    @Test
    void refusesAFileThatChangesMeanwhile() throws IOException {
        Path file = Files.writeString(temp.resolve("log"), "one\n");

        Examination examination = new Examination(file, bytes -> {
            if (Files.size(file) == 4) {
                Files.writeString(file, "more\n", StandardOpenOption.APPEND);
            }
        });

        assertThatThrownBy(examination::run).isInstanceOf(FileChangedException.class);
    }

    @Test
    void doesNotFollowAFileThatGrowsForEver() throws IOException {
        Path file = Files.writeString(temp.resolve("log"), "one\n");

        Examination examination =
                new Examination(file, bytes -> Files.writeString(file, "more\n", StandardOpenOption.APPEND));

        assertThatThrownBy(examination::run).isInstanceOf(FileChangedException.class);
    }

    @Test
    void readsWhatTheSystemMakesUpAlthoughItsSizeIsZero() throws IOException {
        Path file = Path.of("/proc/self/limits");
        assumeTrue(Files.exists(file), "there is no /proc");

        ExamineReply reply = new Examination(file, bytes -> {}).run();

        assertThat(Files.size(file)).isZero();
        assertThat(reply.getText().getLines()).isPositive();
    }

    @Test
    void failsOnAFileThatVanished() {
        assertThatThrownBy(() -> new Examination(temp.resolve("gone"), bytes -> {}).run())
                .isInstanceOf(NoSuchFileException.class);
    }
}
