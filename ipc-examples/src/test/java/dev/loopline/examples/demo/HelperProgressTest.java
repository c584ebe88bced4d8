package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcServer;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.examples.demo.Standing.Amount;
import dev.loopline.examples.demo.v1.CoordinatorService;
import dev.loopline.examples.demo.v1.ExamineRequest;
import dev.loopline.examples.demo.v1.FileFactsClient;
import dev.loopline.examples.demo.v1.HelperProgress;
import dev.loopline.examples.demo.v1.HelperProgressTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private final Crew crew = new Crew(note -> {});
    private final Progress progress = new Progress(backlog, new FileCount(), crew);
    private final HelperSpawner spawner;
    private final IpcServer server;
    private Helper helper;

    HelperProgressTest(@TempDir Path temp) {
        this.temp = temp;
        EndpointDirectory endpoints = EndpointDirectory.at(temp.resolve("run"));
        spawner = new HelperSpawner(endpoints, line -> {});
        server = IpcServer.named("test/demo")
                .directory(endpoints)
                .service(CoordinatorService.of(new Coordinator(crew)))
                .start();
    }

    @BeforeEach
    void hire() throws InterruptedException {
        crew.listen(server);
        crew.hire(spawner, "test/demo");
        assertThat(crew.awaitJoined(DemoProcess.TIMEOUT, DemoProcess.TIMEOUT)).isTrue();
        helper = Objects.requireNonNull(crew.choose());
    }

    @AfterEach
    void end() {
        crew.close();
        server.close();
        spawner.close();
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
                .contains("helper-1 (pid " + helper.pid() + "): 1 files");
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
    void ofALostHelperOnlyWhatItAnsweredIsShown() throws Exception {
        FoundFile answered = found("one.txt");
        FoundFile unanswered = found("two.txt");
        examine(answered);
        helper.countCall(TEXT.length());
        examine(unanswered);
        awaitShown(new Amount(2, 2L * TEXT.length()));

        helper.process().destroyForcibly();

        awaitShown(new Amount(1, TEXT.length()));
        assertThat(look().helpers().get(0).figures().state()).isEqualTo(Helper.State.LOST);
        assertThat(look().done()).isEqualTo(new Amount(1, TEXT.length()));
    }

    @Test
    void whatIsPublishedIsNeverShownAsMoreThanThereIs() throws Exception {
        found("one.txt");
        HelperProgress tooMuch = HelperProgress.newBuilder()
                .setHelper("helper-1")
                .setFiles(9)
                .setBytes(1_000)
                .build();
        HelperProgress unknown = tooMuch.toBuilder().setHelper("helper-9").build();

        await().atMost(DemoProcess.TIMEOUT)
                .pollInterval(Duration.ofMillis(1)) // the helper itself tells soon how it is
                .until(() -> {
                    publish(unknown);
                    publish(tooMuch);
                    return look().done().equals(new Amount(1, TEXT.length()));
                });

        assertThat(look().helpers()).hasSize(1);
    }

    private void publish(HelperProgress event) {
        var unused = server.topic(HelperProgressTopic.of(event)).publish(event);
    }

    private FoundFile found(String name) throws IOException, InterruptedException {
        Path file = Files.writeString(temp.resolve(name), TEXT);
        backlog.add(new FoundFile(file.toUri().toString(), TEXT.length()));
        return Objects.requireNonNull(backlog.take());
    }

    private void examine(FoundFile file) {
        var unused = FileFactsClient.on(helper.connection())
                .examine(ExamineRequest.newBuilder().setUri(file.uri()).build());
    }

    private void awaitShown(Amount amount) {
        await().atMost(DemoProcess.TIMEOUT)
                .until(() -> look().helpers().get(0).figures().shown().equals(amount));
    }

    private Standing look() {
        return progress.look(true, TimeUnit.SECONDS.toNanos(1));
    }
}
