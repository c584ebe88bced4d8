package dev.loopline.internal.handshake;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The third hello, M3: the connecting side's proof. 48 bytes, big-endian:
 *
 * <pre>
 *   0     8      10     16
 *   +-----+------+------+------------+
 *   |magic|length| zero |client_proof|
 *   +-----+------+------+------------+
 * </pre>
 */
final class ClientAuth {
    private static final int PROOF_AT = Hello.CLIENT_AUTH_BYTES - Hello.PROOF_BYTES;

    private ClientAuth() {}

    static byte[] encode(byte[] proof) {
        return ByteBuffer.allocate(Hello.CLIENT_AUTH_BYTES)
                .putLong(Hello.CLIENT_AUTH_MAGIC)
                .putShort((short) Hello.CLIENT_AUTH_BYTES)
                .position(PROOF_AT)
                .put(proof)
                .array();
    }

    static byte[] proof(byte[] bytes) throws HelloException {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(Hello.PREFIX_BYTES);
        Hello.requireZero(in, PROOF_AT - Hello.PREFIX_BYTES, "reserved bytes at 10");
        return Arrays.copyOfRange(bytes, PROOF_AT, bytes.length);
    }
}
