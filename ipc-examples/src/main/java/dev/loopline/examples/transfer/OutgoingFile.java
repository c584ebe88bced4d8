package dev.loopline.examples.transfer;

import com.google.protobuf.ByteString;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.StreamSender;
import dev.loopline.examples.transfer.v1.Begin;
import dev.loopline.examples.transfer.v1.End;
import dev.loopline.examples.transfer.v1.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that is sent in parts.
 *
 * @param path where it is
 * @param name what the receiver calls it
 */
record OutgoingFile(Path path, String name) {
    static final int CHUNK_BYTES = 128 << 10;

    /**
     * Sends the file. It waits while the receiver does not take more, so that memory does not grow with the file.
     *
     * @param offset how many bytes the receiver has; they are read too, for the checksum, and not sent
     * @param parts gets the file; the caller ends it
     * @throws dev.loopline.StatusException if there is no such file, it is shorter than the offset or changes meanwhile,
     *     or the call fails
     */
    void send(long offset, StreamSender<Part> parts, Progress progress) throws IOException {
        BasicFileAttributes before = attributes();
        if (offset < 0 || offset > before.size()) {
            throw changed("offset: " + offset + " (expected: 0.." + before.size() + ", the size of " + name + ")");
        }
        parts.send(Part.newBuilder()
                .setBegin(Begin.newBuilder().setName(name).setOffset(offset).setSizeBytes(before.size()))
                .build());
        progress.at(offset, offset, before.size());
        Sha256 sha256 = new Sha256();
        long done = 0;
        byte[] buffer = new byte[CHUNK_BYTES];
        try (InputStream in = Files.newInputStream(path)) {
            while (done < before.size()) {
                // The first chunk that is sent begins at the offset.
                long until = done < offset ? offset : before.size();
                int read = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, until - done));
                if (read == 0) {
                    throw changed(name + " became shorter meanwhile");
                }
                sha256.add(buffer, read);
                done += read;
                if (done > offset) {
                    parts.send(Part.newBuilder()
                            .setChunk(ByteString.copyFrom(buffer, 0, read))
                            .build());
                    progress.at(offset, done, before.size());
                }
            }
        }
        BasicFileAttributes after = attributes();
        if (after.size() != before.size() || !after.lastModifiedTime().equals(before.lastModifiedTime())) {
            throw changed(name + " changed meanwhile");
        }
        parts.send(Part.newBuilder()
                .setEnd(End.newBuilder().setSha256(sha256.end()))
                .build());
    }

    private BasicFileAttributes attributes() throws IOException {
        if (!Files.isRegularFile(path)) {
            throw Status.of(StatusCode.NOT_FOUND, "NO_SUCH_FILE", "file: " + name + " (expected: one that is there)")
                    .asException();
        }
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    private static RuntimeException changed(String what) {
        return Status.of(StatusCode.FAILED_PRECONDITION, "FILE_CHANGED", what + "; begin again")
                .asException();
    }
}
