package dev.loopline.internal.handshake;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A run of bytes of a hello: a nonce, an id, addresses. Immutable. */
final class Octets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    static Octets random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return new Octets(bytes);
    }

    static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    static Octets read(ByteBuffer source, int count) {
        byte[] bytes = new byte[count];
        source.get(bytes);
        return new Octets(bytes);
    }

    void writeTo(ByteBuffer target) {
        target.put(bytes);
    }

    boolean isZero() {
        return Arrays.equals(bytes, new byte[bytes.length]);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@return hexadecimal digits} */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
