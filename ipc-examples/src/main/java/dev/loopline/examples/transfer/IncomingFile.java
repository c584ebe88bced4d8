package dev.loopline.examples.transfer;

import com.google.protobuf.ByteString;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.examples.transfer.v1.Begin;
import dev.loopline.examples.transfer.v1.Part;
import dev.loopline.examples.transfer.v1.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that arrives in parts. Until it is complete and its checksum is right it has another name, {@code .part} at the
 * end, and is kept when a transfer is interrupted, so that the next one goes on from there. For one thread, and by a lock
 * for one transfer at a time.
 */
final class IncomingFile implements AutoCloseable {
    private static final String SUFFIX = ".part";

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private Sha256 sha256 = new Sha256();
    private long sizeBytes;

    private IncomingFile(Path target, FileChannel channel) {
        this.target = target;
        this.part = partOf(target);
        this.channel = channel;
    }

    /**
     * Opens what is there of the file, or begins it.
     *
     * @param target the name that it will have
     * @throws StatusException with {@link StatusCode#UNAVAILABLE} while another transfer of it goes on
     */
    static IncomingFile open(Path target) throws IOException {
        FileChannel channel = FileChannel.open(
                partOf(target), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new OverlappingFileLockException(); // of another process
            }
            IncomingFile file = new IncomingFile(target, channel);
            file.readWhatIsThere();
            return file;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw retry("IN_USE", target.getFileName() + " is being transferred already");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void readWhatIsThere() throws IOException {
        byte[] buffer = new byte[OutgoingFile.CHUNK_BYTES];
        InputStream in = Channels.newInputStream(channel); // closed with the channel
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            sha256.add(buffer, read);
            sizeBytes += read;
        }
    }

    /** {@return how many bytes an interrupted transfer has left of a file} */
    static long heldBytes(Path target) throws IOException {
        Path part = partOf(target);
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private static Path partOf(Path target) {
        return target.resolveSibling(target.getFileName() + SUFFIX);
    }

    /** {@return whether a file of that name could be taken for one that is not complete} */
    static boolean isPartName(String name) {
        return name.endsWith(SUFFIX);
    }

    /** {@return how many bytes are there} */
    long sizeBytes() {
        return sizeBytes;
    }

    /**
     * Takes the rest of the file, checks it and gives it its name.
     *
     * @param begin what the sender said of it; at offset 0 what is there is thrown away
     * @param parts what follows
     * @throws StatusException with {@link StatusCode#UNAVAILABLE} if it is worth to ask how much is there and go on;
     *     otherwise what is there is of no use and was deleted
     */
    Receipt receive(Begin begin, Iterable<Part> parts, Progress progress) throws IOException {
        long offset = begin.getOffset();
        if (offset == 0 && sizeBytes > 0) {
            beginAgain();
        }
        if (offset != sizeBytes) {
            throw retry("WRONG_OFFSET", "offset: " + offset + " (expected: " + sizeBytes + ")");
        }
        progress.at(offset, sizeBytes, begin.getSizeBytes());
        for (Part next : parts) {
            if (next.hasEnd()) {
                return complete(begin, next.getEnd().getSha256());
            }
            append(next.getChunk());
            progress.at(offset, sizeBytes, begin.getSizeBytes());
        }
        throw retry("INCOMPLETE", sizeBytes + " bytes (expected: " + begin.getSizeBytes() + ") before the end");
    }

    private void beginAgain() throws IOException {
        channel.truncate(0);
        sha256 = new Sha256();
        sizeBytes = 0;
    }

    private void append(ByteString chunk) throws IOException {
        for (ByteBuffer bytes : chunk.asReadOnlyByteBufferList()) {
            while (bytes.hasRemaining()) {
                sizeBytes += channel.write(bytes);
            }
        }
        sha256.add(chunk);
    }

    private Receipt complete(Begin begin, ByteString expected) throws IOException {
        ByteString actual = sha256.end();
        if (sizeBytes != begin.getSizeBytes() || !actual.equals(expected)) {
            Files.delete(part);
            throw Status.of(
                            StatusCode.FAILED_PRECONDITION,
                            "CHECKSUM_MISMATCH",
                            target.getFileName() + " differs after its transfer, because it was changed between two"
                                    + " attempts; what was there is deleted, begin again")
                    .asException();
        }
        channel.force(true); // the name promises the content, also after a power failure
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return Receipt.newBuilder().setSizeBytes(sizeBytes).setSha256(actual).build();
    }

    private static StatusException retry(String reason, String message) {
        return Status.of(StatusCode.UNAVAILABLE, reason, message).asException();
    }

    /** Keeps what is there. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
