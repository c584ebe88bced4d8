package dev.loopline.internal.handshake;

import java.nio.ByteBuffer;

/**
 * Collects one hello of fixed size, byte by byte if need be, and refuses it at the first byte that cannot belong to it.
 *
 * <pre>
 *   0        8        10
 *   +--------+--------+-----------
 *   | magic  | length | fields ...
 *   +--------+--------+-----------
 * </pre>
 *
 * <p>It never holds more than the hello's own size, whatever arrives.
 */
final class HelloReader {
    private final byte[] prefix;
    private final ByteBuffer collected;

    HelloReader(long magic, int sizeBytes) {
        prefix = ByteBuffer.allocate(Hello.PREFIX_BYTES)
                .putLong(magic)
                .putShort((short) sizeBytes)
                .array();
        collected = ByteBuffer.allocate(sizeBytes);
    }

    /**
     * Takes what belongs to the hello out of the given bytes.
     *
     * @return whether the hello is complete
     * @throws HelloException if its magic or its length is wrong
     */
    boolean read(ByteBuffer source) throws HelloException {
        while (source.hasRemaining() && collected.position() < prefix.length) {
            int at = collected.position();
            byte next = source.get();
            if (next != prefix[at]) {
                throw at < Hello.MAGIC_BYTES ? notLoopline(at, next, source) : wrongLength(at, next);
            }
            collected.put(next);
        }
        int count = Math.min(source.remaining(), collected.remaining());
        collected.put(collected.position(), source, source.position(), count);
        collected.position(collected.position() + count);
        source.position(source.position() + count);
        return !collected.hasRemaining();
    }

    /** {@return whether nothing arrived yet} */
    boolean isEmpty() {
        return collected.position() == 0;
    }

    /** {@return the whole hello, which must be complete} */
    byte[] bytes() {
        return collected.array();
    }

    private HelloException notLoopline(int at, byte bad, ByteBuffer rest) {
        HandshakeOutcome outcome = HandshakeOutcome.NOT_LOOPLINE_OTHER;
        if (at == 0 && bad == 0x16) { // TLS record type "handshake", RFC 8446 section 5.1
            outcome = HandshakeOutcome.NOT_LOOPLINE_TLS;
        } else if (at == 0 && looksLikeHttp(bad, rest)) {
            outcome = HandshakeOutcome.NOT_LOOPLINE_HTTP;
        }
        return new HelloException(
                outcome, String.format("byte %d of the hello: 0x%02x (expected: 0x%02x)", at, bad, prefix[at]));
    }

    /** An HTTP method begins with an upper-case letter, and so does the preface of HTTP/2 (RFC 9113 section 3.4). */
    private static boolean looksLikeHttp(byte first, ByteBuffer rest) {
        for (String start : Hello.HTTP_STARTS) {
            if (first == start.charAt(0) && startsWith(rest, start)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(ByteBuffer rest, String start) {
        for (int i = 1; i < start.length() && i <= rest.remaining(); i++) {
            if (rest.get(rest.position() + i - 1) != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private HelloException wrongLength(int at, byte bad) {
        return new HelloException(
                HandshakeOutcome.MALFORMED,
                String.format(
                        "byte %d of the hello, part of its length: 0x%02x (expected: 0x%02x)", at, bad, prefix[at]));
    }
}
