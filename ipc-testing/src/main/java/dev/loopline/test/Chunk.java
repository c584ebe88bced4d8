package dev.loopline.test;

/** What one read brought: some bytes, or the end. Not changed once made. */
final class Chunk {
    private static final byte[] NOTHING = new byte[0];

    private final byte[] bytes;
    private final Kind kind;
    private final long arrivedNanos = System.nanoTime();

    enum Kind {
        /** Bytes of the stream. */
        BYTES,
        /** The sender has ended this direction in order. */
        END,
        /** The connection to the sender broke. */
        BROKEN
    }

    private Chunk(byte[] bytes, Kind kind) {
        this.bytes = bytes;
        this.kind = kind;
    }

    static Chunk of(byte[] bytes) {
        return new Chunk(bytes, Kind.BYTES);
    }

    static Chunk end(Kind kind) {
        return new Chunk(NOTHING, kind);
    }

    byte[] bytes() {
        return bytes;
    }

    Kind kind() {
        return kind;
    }

    /** {@return when, by {@link System#nanoTime}} */
    long arrivedNanos() {
        return arrivedNanos;
    }
}
