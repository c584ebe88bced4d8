package dev.loopline.examples.transfer;

import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.RequestStream;
import dev.loopline.call.StreamSender;
import dev.loopline.examples.transfer.v1.Begin;
import dev.loopline.examples.transfer.v1.DownloadRequest;
import dev.loopline.examples.transfer.v1.FileTransferService;
import dev.loopline.examples.transfer.v1.LookReply;
import dev.loopline.examples.transfer.v1.LookRequest;
import dev.loopline.examples.transfer.v1.Part;
import dev.loopline.examples.transfer.v1.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The files of one directory, served. Any thread. */
final class FileStore implements FileTransferService {
    private final Path directory;

    FileStore(Path directory) {
        this.directory = directory;
    }

    @Override
    public LookReply look(LookRequest request, CallContext call) throws IOException {
        Path file = fileOf(request.getName());
        LookReply.Builder reply = LookReply.newBuilder().setHeldBytes(IncomingFile.heldBytes(file));
        if (Files.isRegularFile(file)) {
            reply.setSizeBytes(Files.size(file));
        }
        return reply.build();
    }

    @Override
    public void download(DownloadRequest request, StreamSender<Part> parts) throws IOException {
        new OutgoingFile(fileOf(request.getName()), request.getName()).send(request.getOffset(), parts, Progress.NONE);
    }

    @Override
    public Receipt upload(RequestStream<Part> parts, CallContext call) throws IOException {
        Part first = parts.next();
        if (first == null || !first.hasBegin()) {
            throw refused("NO_BEGIN", "first part: not a beginning (expected: name, offset and size)");
        }
        Begin begin = first.getBegin();
        try (IncomingFile file = IncomingFile.open(fileOf(begin.getName()))) {
            return file.receive(begin, parts, Progress.NONE);
        }
    }

    /** Names come from another process: none may lead out of the directory. */
    private Path fileOf(String name) {
        if (!isSimple(name) || IncomingFile.isPartName(name)) {
            throw refused("BAD_NAME", "name: \"" + name + "\" (expected: of a file, without folders, not .part)");
        }
        return directory.resolve(name);
    }

    private static boolean isSimple(String name) {
        try {
            Path last = Path.of(name).getFileName();
            return last != null && last.toString().equals(name) && !name.isEmpty() && !name.startsWith(".");
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static StatusException refused(String reason, String message) {
        return Status.of(StatusCode.INVALID_ARGUMENT, reason, message).asException();
    }
}
