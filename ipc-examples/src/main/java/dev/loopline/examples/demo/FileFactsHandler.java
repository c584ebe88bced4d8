package dev.loopline.examples.demo;

import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.examples.demo.v1.ExamineReply;
import dev.loopline.examples.demo.v1.ExamineRequest;
import dev.loopline.examples.demo.v1.FileFactsService;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a helper does: examines files, and says so to the process that asked. */
final class FileFactsHandler implements FileFactsService {
    private final ProgressReport progress;

    FileFactsHandler(ProgressReport progress) {
        this.progress = progress;
    }

    @Override
    public ExamineReply examine(ExamineRequest request, CallContext call) {
        Path file = fileOf(request.getUri());
        try {
            ExamineReply reply = new Examination(file, bytes -> {
                        if (call.isCancelled()) {
                            throw new InterruptedIOException("nobody waits for the result any more");
                        }
                        progress.onRead(bytes);
                    })
                    .run();
            progress.onFile();
            return reply;
        } catch (NoSuchFileException e) {
            throw failure(SkipReason.VANISHED, file, e);
        } catch (AccessDeniedException e) {
            throw failure(SkipReason.UNREADABLE, file, e);
        } catch (FileChangedException e) {
            throw failure(SkipReason.CHANGED, file, e);
        } catch (IOException e) {
            throw failure(SkipReason.READ_FAILED, file, e);
        }
    }

    private static Path fileOf(String uri) {
        try {
            return Path.of(URI.create(uri));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw Status.of(
                            SkipReason.NO_FILE_URI.code(),
                            SkipReason.NO_FILE_URI.wireName(),
                            "uri: " + uri + " (expected: file:///...): " + e.getMessage())
                    .asException();
        }
    }

    private static StatusException failure(SkipReason reason, Path file, IOException cause) {
        return Status.of(reason.code(), reason.wireName(), file + ": " + reason.words() + ": " + cause.getMessage())
                .withCause(cause)
                .asException();
    }
}
