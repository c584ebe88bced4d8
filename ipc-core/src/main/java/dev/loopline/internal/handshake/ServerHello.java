package dev.loopline.internal.handshake;

import java.nio.ByteBuffer;

/**
 * The second hello, M2: what the accepting side chose, and its proof. 160 bytes, big-endian:
 *
 * <pre>
 *   0     8      10      11     12       16      17      18   20           52         68     88   128
 *   +-----+------+-------+------+--------+-------+-------+----+------------+----------+------+----+------------+
 *   |magic|length|version|status|features|ver_min|ver_max|zero|server_nonce|session_id|limits|zero|server_proof|
 *   +-----+------+-------+------+--------+-------+-------+----+------------+----------+------+----+------------+
 * </pre>
 *
 * <p>Without its proof it is what enters the transcript.
 */
record ServerHello(
        int version,
        HelloStatus status,
        int features,
        int minVersion,
        int maxVersion,
        Octets nonce,
        Octets sessionId,
        HelloLimits limits) {
    static final int PROVEN_BYTES = Hello.SERVER_HELLO_BYTES - Hello.PROOF_BYTES;

    /** {@return the whole hello with zeros in place of the proof} */
    byte[] encodeWithoutProof() {
        ByteBuffer out = ByteBuffer.allocate(Hello.SERVER_HELLO_BYTES);
        out.putLong(Hello.SERVER_HELLO_MAGIC).putShort((short) Hello.SERVER_HELLO_BYTES);
        out.put((byte) version).put((byte) status.number()).putInt(features);
        out.put((byte) minVersion).put((byte) maxVersion).putShort((short) 0);
        nonce.writeTo(out);
        sessionId.writeTo(out);
        limits.writeTo(out);
        return out.array();
    }

    static ServerHello decode(byte[] bytes) throws HelloException {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(Hello.PREFIX_BYTES);
        int version = Byte.toUnsignedInt(in.get());
        HelloStatus status = HelloStatus.ofNumber(Byte.toUnsignedInt(in.get()));
        int features = in.getInt();
        int minVersion = Byte.toUnsignedInt(in.get());
        int maxVersion = Byte.toUnsignedInt(in.get());
        Hello.requireZero(in, 2, "reserved bytes at 18");
        Octets nonce = Octets.read(in, Hello.NONCE_BYTES);
        Octets sessionId = Octets.read(in, Hello.SESSION_ID_BYTES);
        HelloLimits limits = HelloLimits.readFrom(in);
        Hello.requireZero(in, 40, "reserved bytes at 88");
        return new ServerHello(version, status, features, minVersion, maxVersion, nonce, sessionId, limits);
    }
}
