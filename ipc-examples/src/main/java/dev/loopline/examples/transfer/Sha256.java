package dev.loopline.examples.transfer;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The checksum of a file that is read or written in pieces. For one thread. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: part of every Java)", e);
        }
    }

    void add(byte[] bytes, int count) {
        digest.update(bytes, 0, count);
    }

    void add(ByteString bytes) {
        bytes.asReadOnlyByteBufferList().forEach(digest::update);
    }

    /** {@return the checksum of all that was added; the last thing that can be asked} */
    ByteString end() {
        return ByteString.copyFrom(digest.digest());
    }
}
