package dev.loopline.examples.demo;

import dev.loopline.IpcClient;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.examples.demo.v1.CoordinatorClient;
import dev.loopline.examples.demo.v1.FileFactsService;
import dev.loopline.examples.demo.v1.JoinRequest;
import java.time.Duration;

/** A helper process: serves {@link FileFactsHandler} to the process that started it, until their connection ends. */
final class HelperMain {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private HelperMain() {}

    /**
     * Runs the helper.
     *
     * @param args the name of the main process's endpoint
     */
    public static void main(String[] args) {
        System.exit(serve(args[0]));
    }

    // The client stays open to the end of the process: a handler that hangs in a read must not delay that.
    private static int serve(String endpoint) {
        long pid = ProcessHandle.current().pid();
        try {
            IpcClient main = IpcClient.named(endpoint)
                    .service(FileFactsService.of(new FileFactsHandler(new ProgressReport(pid))))
                    .connectTimeout(CONNECT_TIMEOUT)
                    .connect();
            CoordinatorClient.on(main).join(JoinRequest.newBuilder().setPid(pid).build());
            Status unused = main.closed().toCompletableFuture().join();
            return 0;
        } catch (StatusException e) {
            System.err.println("cannot join " + endpoint + ": " + e.getMessage());
            return 1;
        }
    }
}
