package dev.loopline.examples.transfer;

import dev.loopline.IpcClient;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.ResponseStream;
import dev.loopline.examples.transfer.v1.DownloadRequest;
import dev.loopline.examples.transfer.v1.FileTransferClient;
import dev.loopline.examples.transfer.v1.LookReply;
import dev.loopline.examples.transfer.v1.LookRequest;
import dev.loopline.examples.transfer.v1.Part;
import dev.loopline.examples.transfer.v1.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The files of a {@link FileStore} in another process. A transfer that is interrupted, because that process ends say,
 * waits for the next process of the name and goes on where it was. Any thread.
 */
final class RemoteFiles {
    private static final int MAX_ATTEMPTS_WITHOUT_PROGRESS = 20;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final FileTransferClient calls;
    private final FileTransferClient patientCalls;

    /** @param patience how long to wait for a process that is not there */
    RemoteFiles(IpcClient client, Duration patience) {
        calls = FileTransferClient.on(client);
        patientCalls = calls.with(CallOptions.DEFAULT.withDeadline(patience).withWaitForReady());
    }

    /**
     * Fetches a file.
     *
     * @param name its name there
     * @param target where it goes; what an interrupted transfer has left beside it is used
     */
    Receipt download(String name, Path target, Progress progress) throws IOException, InterruptedException {
        return untilDone(name, progress, (there, told) -> {
            try (IncomingFile file = IncomingFile.open(target);
                    ResponseStream<Part> parts = calls.download(DownloadRequest.newBuilder()
                            .setName(name)
                            .setOffset(offset(file.sizeBytes(), there.getSizeBytes()))
                            .build())) {
                Part first = parts.next();
                if (first == null || !first.hasBegin()) {
                    throw Status.of(StatusCode.INTERNAL, "NO_BEGIN", "the server sent no beginning")
                            .asException();
                }
                return file.receive(first.getBegin(), parts, told);
            }
        });
    }

    /**
     * Brings a file.
     *
     * @param source where it is
     * @param name its name there; what an interrupted transfer has left there is used
     */
    Receipt upload(Path source, String name, Progress progress) throws IOException, InterruptedException {
        return untilDone(name, progress, (there, told) -> {
            try (ClientStream<Part, Receipt> upload = calls.upload()) {
                long offset = offset(there.getHeldBytes(), Files.size(source));
                new OutgoingFile(source, name).send(offset, upload, told);
                return upload.finish();
            }
        });
    }

    // What is longer than the file is of another one.
    private static long offset(long heldBytes, long sizeBytes) {
        return heldBytes > sizeBytes ? 0 : heldBytes;
    }

    private Receipt untilDone(String name, Progress progress, Attempt attempt)
            throws IOException, InterruptedException {
        long[] done = {0};
        for (int failures = 0; ; failures++) {
            long before = done[0];
            try {
                LookReply there =
                        patientCalls.look(LookRequest.newBuilder().setName(name).build());
                return attempt.run(there, (offset, doneBytes, sizeBytes) -> {
                    done[0] = doneBytes;
                    progress.at(offset, doneBytes, sizeBytes);
                });
            } catch (StatusException e) {
                failures = done[0] > before ? 0 : failures;
                if (e.code() != StatusCode.UNAVAILABLE || failures == MAX_ATTEMPTS_WITHOUT_PROGRESS) {
                    throw e;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /** One attempt at a transfer. */
    private interface Attempt {
        Receipt run(LookReply there, Progress progress) throws IOException;
    }
}
