package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.examples.demo.Standing.Amount;
import dev.loopline.examples.demo.v1.ExamineRequest;
import dev.loopline.metrics.IpcMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a helper process that publishes how far it is, and whose answers nobody counts unless a test does. */
class HelperProgressTest {
    private static final String TEXT = "one two\n";

    private final Path temp;
    private final Backlog backlog = new Backlog();
    private final Crew crew = new Crew(1, IpcMetrics.none(), note -> {});
    private final Progress progress = new Progress(backlog, new FileCount(), crew);
    private Helper helper;

    HelperProgressTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @BeforeEach
    void hire() throws InterruptedException {
        crew.start();
        helper = Objects.requireNonNull(crew.choose());
    }

    @AfterEach
    void end() {
        crew.close();
    }

    @Test
    void whatAHelperPublishesIsShownOfItAndInTotal() throws Exception {
        FoundFile one = found("one.txt");
        found("two.txt");

        examine(one);

        awaitShown(new Amount(1, TEXT.length()));
        assertThat(look().done()).isEqualTo(new Amount(1, TEXT.length()));
        assertThat(ProgressText.line(look()))
                .startsWith("1 of at least 2 files, 8 B of 16 B")
                .contains("helper-1 (pid " + figures().pid() + "): 1 files");
        assertThat(look().helpers().get(0).figures().calls()).isZero(); // only answers count for the result
    }

    @Test
    void aFileThatIsGivenUpCountsAsDoneAndNotForTheHelper() throws Exception {
        FoundFile one = found("one.txt");
        FoundFile vanished = found("vanished.txt");
        Files.delete(temp.resolve("vanished.txt"));

        examine(one);
        assertThatThrownBy(() -> examine(vanished)).hasMessageContaining("FILE_VANISHED");
        backlog.giveUp(vanished);

        awaitShown(new Amount(1, TEXT.length()));
        assertThat(look().done()).isEqualTo(new Amount(2, 2L * TEXT.length()));
    }

    @Test
    void ofAHelperWhoseProcessEndedOnlyWhatItAnsweredIsShown() throws Exception {
        FoundFile answered = found("one.txt");
        FoundFile unanswered = found("two.txt");
        examine(answered);
        helper.countCall(TEXT.length());
        examine(unanswered);
        awaitShown(new Amount(2, 2L * TEXT.length()));
        long first = figures().pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        awaitShown(new Amount(1, TEXT.length()));
        assertThat(look().done()).isEqualTo(new Amount(1, TEXT.length()));
        await().atMost(DemoProcess.TIMEOUT).until(() -> figures().restarts() == 1 && helper.isReady());
        examine(unanswered);
        awaitShown(new Amount(2, 2L * TEXT.length()));
        assertThat(figures().state()).isEqualTo(Helper.State.WORKING);
        assertThat(figures().pid()).isNotEqualTo(first);
        assertThat(figures().callbacks()).isEqualTo(2);
    }

    @Test
    void whatIsPublishedIsNeverShownAsMoreThanThereIs() throws Exception {
        FoundFile one = found("one.txt");
        Path other = Files.writeString(temp.resolve("other.txt"), TEXT.repeat(9));

        examine(one);
        examine(new FoundFile(other.toUri().toString(), Files.size(other)));

        awaitShown(new Amount(2, 10L * TEXT.length()));
        assertThat(look().done()).isEqualTo(new Amount(1, TEXT.length()));
    }

    private FoundFile found(String name) throws IOException, InterruptedException {
        Path file = Files.writeString(temp.resolve(name), TEXT);
        backlog.add(new FoundFile(file.toUri().toString(), TEXT.length()));
        return Objects.requireNonNull(backlog.take());
    }

    private void examine(FoundFile file) {
        var unused = helper.facts()
                .examine(ExamineRequest.newBuilder().setUri(file.uri()).build());
    }

    private void awaitShown(Amount amount) {
        await().atMost(DemoProcess.TIMEOUT).until(() -> figures().shown().equals(amount));
    }

    private Helper.Figures figures() {
        return look().helpers().get(0).figures();
    }

    private Standing look() {
        return progress.look(true, TimeUnit.SECONDS.toNanos(1));
    }
}
