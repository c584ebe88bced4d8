package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.examples.demo.v1.HelperProgress;
import dev.loopline.examples.demo.v1.HelperProgressTopic;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.TopicChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressReportTest {
    private final ProgressReport report = new ProgressReport();
    private final List<HelperProgress> heard = new CopyOnWriteArrayList<>();
    private final IpcServer server;
    private final IpcClient client;
    private final Subscription subscription;
    private final TopicChannel<HelperProgress> channel;

    ProgressReportTest(@TempDir Path temp) {
        EndpointDirectory endpoints = EndpointDirectory.at(temp);
        server = IpcServer.named("test/demo").directory(endpoints).start();
        client = IpcClient.named("test/demo").directory(endpoints).connect();
        subscription = server.subscribe(
                HelperProgressTopic.all(), SubscriptionOptions.DEFAULT, event -> heard.add(event.message()));
        channel = client.topic(HelperProgressTopic.of("helper-7"));
    }

    @AfterEach
    void end() {
        subscription.close();
        client.close();
        server.close();
    }

    @Test
    void publishesOnceATickHoweverManyFiles() {
        for (int file = 0; file < 1_000; file++) {
            try (ProgressReport.Reading reading = report.begin()) {
                reading.onRead(3);
                reading.done();
            }
        }

        report.tick("helper-7", channel);

        awaitHeard(progress(1_000, 3_000));
    }

    @Test
    void publishesEveryTenthTickWithoutNews() {
        for (int tick = 0; tick < 31; tick++) {
            report.tick("helper-7", channel);
        }

        awaitHeard(progress(0, 0), progress(0, 0), progress(0, 0), progress(0, 0));
    }

    @Test
    void takesBackWhatItReadOfAFileThatItCouldNotFinish() {
        try (ProgressReport.Reading reading = report.begin()) {
            reading.onRead(5);
            report.tick("helper-7", channel);
        }

        report.tick("helper-7", channel);

        awaitHeard(progress(0, 5), progress(0, 0));
    }

    @Test
    void goesOnInSilenceWhenNobodyIsThereAnyMore() {
        server.close();
        await().until(() -> !client.isOpen());

        report.tick("helper-7", channel);

        assertThat(heard).isEmpty();
    }

    private void awaitHeard(HelperProgress... events) {
        await().atMost(DemoProcess.TIMEOUT)
                .untilAsserted(() -> assertThat(heard).containsExactly(events));
    }

    private static HelperProgress progress(int files, int bytes) {
        return HelperProgress.newBuilder()
                .setHelper("helper-7")
                .setPid(ProcessHandle.current().pid())
                .setFiles(files)
                .setBytes(bytes)
                .build();
    }
}
