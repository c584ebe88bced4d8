package dev.loopline.examples.demo;

import com.google.protobuf.ByteString;
import dev.loopline.examples.demo.v1.ExamineReply;
import dev.loopline.examples.demo.v1.TextFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A reading of one file from its first byte to its last, in pieces of at most {@value #BUFFER_BYTES} bytes. */
final class Examination {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final Watcher watcher;

    /**
     * @param file a regular file; a symbolic link is not followed
     * @param watcher told of every piece
     */
    Examination(Path file, Watcher watcher) {
        this.file = file;
        this.watcher = watcher;
    }

    /**
     * Reads the file.
     *
     * @return what is in it
     * @throws FileChangedException if it changed meanwhile, so that the facts would belong to no version of it
     * @throws IOException if it cannot be read, or the watcher gave up
     */
    ExamineReply run() throws IOException {
        BasicFileAttributes before = attributes();
        MessageDigest digest = sha256();
        TextCount count = new TextCount();
        long sizeBytes = 0;
        byte[] buffer = new byte[(int) Math.max(512, Math.min(BUFFER_BYTES, before.size() + 1))];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                count.add(buffer, read);
                sizeBytes += read;
                watcher.onRead(read);
                if (sizeBytes > before.size()) {
                    // Or one that grows faster than it is read would be read for ever. What /proc makes up is 0 long.
                    requireUnchanged(before);
                }
            }
        }
        requireUnchanged(before);
        return reply(sizeBytes, digest, count);
    }

    private void requireUnchanged(BasicFileAttributes before) throws IOException {
        BasicFileAttributes now = attributes();
        if (before.size() != now.size() || !before.lastModifiedTime().equals(now.lastModifiedTime())) {
            throw new FileChangedException(file);
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private ExamineReply reply(long sizeBytes, MessageDigest digest, TextCount count) {
        boolean text = sizeBytes > 0 && count.isText();
        ExamineReply.Builder reply = ExamineReply.newBuilder()
                .setSizeBytes(sizeBytes)
                .setSha256(ByteString.copyFrom(digest.digest()))
                .setMediaType(MediaTypes.of(file, sizeBytes, text));
        if (text) {
            reply.setText(TextFacts.newBuilder().setLines(count.lines()).setWords(count.words()));
        }
        return reply.build();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: part of every Java)", e);
        }
    }

    /** Sees the pieces of a file go by. */
    interface Watcher {
        /**
         * A piece was read.
         *
         * @param bytes its size
         * @throws IOException if nobody wants the rest
         */
        void onRead(int bytes) throws IOException;
    }
}
