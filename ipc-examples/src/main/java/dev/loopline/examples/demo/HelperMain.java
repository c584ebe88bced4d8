package dev.loopline.examples.demo;

import dev.loopline.StatusException;
import dev.loopline.examples.demo.v1.CoordinatorClient;
import dev.loopline.examples.demo.v1.FileFactsService;
import dev.loopline.examples.demo.v1.HelperProgress;
import dev.loopline.examples.demo.v1.HelperProgressTopic;
import dev.loopline.examples.demo.v1.JoinRequest;
import dev.loopline.process.HostProcess;
import dev.loopline.topic.TopicChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A helper process: serves {@link FileFactsHandler} to the process that started it, until that ends it or is gone. */
final class HelperMain {
    private HelperMain() {}

    /**
     * Runs the helper.
     *
     * @param args none
     */
    public static void main(String[] args) {
        ProgressReport progress = new ProgressReport();
        try (HostProcess main = HostProcess.builder()
                .service(FileFactsService.of(new FileFactsHandler(progress)))
                .attach()) {
            long pauseMillis = CoordinatorClient.on(main)
                    .join(JoinRequest.getDefaultInstance())
                    .getProgressMillis();
            TopicChannel<HelperProgress> events = main.topic(HelperProgressTopic.of(main.name()));
            main.ready();
            CompletableFuture<?> closed = main.closed().toCompletableFuture();
            while (!closed.isDone()) {
                progress.tick(main.name(), events);
                var unused = closed.copy()
                        .completeOnTimeout(null, pauseMillis, TimeUnit.MILLISECONDS)
                        .join();
            }
        } catch (StatusException e) {
            System.err.println("cannot work: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0); // a handler that hangs in a read must not delay that
    }
}
