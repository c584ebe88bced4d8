package dev.loopline.internal.handshake;

import java.nio.ByteBuffer;
import java.util.List;

/** Constants that the three hellos share. Their layouts are in docs/protocol.md, section 2. */
final class Hello {
    static final int MAGIC_BYTES = 8;
    static final int PREFIX_BYTES = 10; // magic and length

    /** The first byte cannot start a text protocol; CR LF at the end shows mangling by one. */
    static final long CLIENT_HELLO_MAGIC = 0x894C_504E_430D_0A1AL;

    static final long SERVER_HELLO_MAGIC = 0x894C_504E_530D_0A1AL;
    static final long CLIENT_AUTH_MAGIC = 0x894C_504E_410D_0A1AL;

    static final int CLIENT_HELLO_BYTES = 160;
    static final int SERVER_HELLO_BYTES = 160;
    static final int CLIENT_AUTH_BYTES = 48;
    static final int NONCE_BYTES = 32;
    static final int PROOF_BYTES = 32;
    static final int SESSION_ID_BYTES = 16;

    /** Methods of RFC 9110 section 9, PATCH of RFC 5789, and the preface of HTTP/2. */
    static final List<String> HTTP_STARTS =
            List.of("GET ", "POST ", "PUT ", "HEAD ", "DELETE ", "OPTIONS ", "CONNECT ", "TRACE ", "PATCH ", "PRI * ");

    private Hello() {}

    static void requireZero(ByteBuffer source, int count, String where) throws HelloException {
        for (int i = 0; i < count; i++) {
            if (source.get() != 0) {
                throw new HelloException(
                        HandshakeOutcome.MALFORMED,
                        where + ": byte " + i + " is not zero (expected: " + count + " zeros)");
            }
        }
    }

    static byte[] bytes(ByteBuffer source, int count) {
        byte[] bytes = new byte[count];
        source.get(bytes);
        return bytes;
    }
}
