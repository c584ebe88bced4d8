package dev.loopline.test;

/**
 * What one read brought. Not changed once made.
 *
 * @param bytes none at the end
 * @param arrivedNanos when, by {@link System#nanoTime}
 * @param kind what it is
 */
record Chunk(byte[] bytes, long arrivedNanos, Kind kind) {
    private static final byte[] NOTHING = new byte[0];

    enum Kind {
        /** Bytes of the stream. */
        BYTES,
        /** The sender has ended this direction in order. */
        END,
        /** The connection to the sender broke. */
        BROKEN
    }

    static Chunk of(byte[] bytes) {
        return new Chunk(bytes, System.nanoTime(), Kind.BYTES);
    }

    static Chunk end(Kind kind) {
        return new Chunk(NOTHING, System.nanoTime(), kind);
    }
}
