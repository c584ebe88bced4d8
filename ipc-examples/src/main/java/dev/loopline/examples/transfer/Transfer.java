package dev.loopline.examples.transfer;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.examples.transfer.v1.FileTransferService;
import dev.loopline.examples.transfer.v1.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Serves the files of a directory, or fetches or brings one. Start the same transfer again after it was interrupted: it
 * goes on where it was.
 */
final class Transfer {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Transfer() {}

    /**
     * Runs it.
     *
     * @param args {@code serve NAME DIR}, {@code get NAME FILE TARGET} or {@code put NAME SOURCE FILE}, where NAME is the
     *     endpoint's and FILE that of a file in DIR
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 3 && args[0].equals("serve")) {
            serve(args[1], Path.of(args[2]));
        } else if (args.length == 4 && (args[0].equals("get") || args[0].equals("put"))) {
            System.exit(transfer(args));
        } else {
            System.err.println("usage: serve NAME DIR | get NAME FILE TARGET | put NAME SOURCE FILE");
            System.exit(2);
        }
    }

    private static void serve(String endpoint, Path directory) throws InterruptedException {
        try (IpcServer server = IpcServer.named(endpoint)
                .service(FileTransferService.of(new FileStore(directory)))
                .start()) {
            System.out.println("serving " + server.endpoint().name());
            Thread.currentThread().join(); // until the process is ended
        }
    }

    private static int transfer(String[] args) throws IOException, InterruptedException {
        try (IpcClient client =
                IpcClient.named(args[1]).waitForEndpoint(PATIENCE).connect()) {
            RemoteFiles files = new RemoteFiles(client, PATIENCE);
            Receipt receipt = args[0].equals("get")
                    ? files.download(args[2], Path.of(args[3]), new PrintedProgress())
                    : files.upload(Path.of(args[2]), args[3], new PrintedProgress());
            System.out.println(receipt.getSizeBytes() + " bytes, SHA-256 "
                    + hex(receipt.getSha256().toByteArray()));
            return 0;
        } catch (StatusException e) {
            System.err.println(args[0] + " failed: " + e.getMessage());
            return 1;
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
