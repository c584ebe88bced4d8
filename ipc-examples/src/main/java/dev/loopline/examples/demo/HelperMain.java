package dev.loopline.examples.demo;

import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.examples.demo.v1.CoordinatorClient;
import dev.loopline.examples.demo.v1.FileFactsService;
import dev.loopline.examples.demo.v1.HelperProgress;
import dev.loopline.examples.demo.v1.HelperProgressTopic;
import dev.loopline.examples.demo.v1.JoinRequest;
import dev.loopline.topic.TopicChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A helper process: serves {@link FileFactsHandler} to the process that started it, until their connection ends or, also
 * before there is one, that process does.
 */
final class HelperMain {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 100;

    private HelperMain() {}

    /**
     * Runs the helper.
     *
     * @param args the name of the main process's endpoint
     */
    public static void main(String[] args) throws InterruptedException {
        Thread watch = new Thread(HelperMain::endWithParent, "demo-parent-watch");
        watch.setDaemon(true);
        watch.start();
        System.exit(serve(args[0]));
    }

    // The client stays open to the end of the process: a handler that hangs in a read must not delay that.
    private static int serve(String endpoint) throws InterruptedException {
        ProgressReport progress = new ProgressReport();
        try {
            IpcClient main = IpcClient.named(endpoint)
                    .service(FileFactsService.of(new FileFactsHandler(progress)))
                    .connectTimeout(CONNECT_TIMEOUT)
                    .connect();
            long pid = ProcessHandle.current().pid();
            String name = CoordinatorClient.on(main)
                    .join(JoinRequest.newBuilder().setPid(pid).build())
                    .getName();
            TopicChannel<HelperProgress> events = main.topic(HelperProgressTopic.of(name));
            CompletableFuture<?> closed = main.closed().toCompletableFuture().copy();
            while (!closed.isDone()) {
                progress.tick(name, events);
                var unused = closed.copy()
                        .completeOnTimeout(null, TICK_MILLIS, TimeUnit.MILLISECONDS)
                        .join();
            }
            return 0;
        } catch (StatusException e) {
            System.err.println("cannot join " + endpoint + ": " + e.getMessage());
            return 1;
        }
    }

    /** Nobody writes to a helper's standard input; it ends when the process that started it does. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // not meant for a helper
            }
        } catch (IOException e) {
            System.err.println("standard input broke off: " + e.getMessage());
        }
        Runtime.getRuntime().halt(1); // there is nobody left to whom an orderly end would matter
    }
}
