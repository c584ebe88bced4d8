package dev.loopline.examples.demo;

import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.StreamSender;
import dev.loopline.examples.demo.v1.ExamineReply;
import dev.loopline.examples.demo.v1.ExamineRequest;
import dev.loopline.examples.demo.v1.FileFactsService;
import dev.loopline.examples.demo.v1.ScanItem;
import dev.loopline.examples.demo.v1.ScanRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/** What a helper does: examines files and walks through directories, and tells the process that asked what it found. */
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

    @Override
    public void scan(ScanRequest request, StreamSender<ScanItem> items) {
        Path after = request.getAfterUri().isEmpty() ? null : fileOf(request.getAfterUri());
        new FileTree(fileOf(request.getUri()), Set.copyOf(request.getLeftOutList()), after, new FileTree.Sink() {
                    @Override
                    public void found(Path file, long sizeBytes) {
                        items.send(item(file).setSizeBytes(sizeBytes).build());
                    }

                    @Override
                    public void leftOut(Path path, SkipReason reason) {
                        items.send(item(path).setSkipped(reason.wireName()).build());
                    }
                })
                .walk();
    }

    private static ScanItem.Builder item(Path path) {
        return ScanItem.newBuilder().setUri(path.toUri().toString());
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
