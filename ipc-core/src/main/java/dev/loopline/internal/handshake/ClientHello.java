package dev.loopline.internal.handshake;

import dev.loopline.endpoint.EndpointId;
import java.nio.ByteBuffer;

/**
 * The first hello, M1: what the connecting side offers. 160 bytes, big-endian:
 *
 * <pre>
 *   0    8      10       11       12       16          32       40           72      73        74   76        112    132
 *   +----+------+--------+--------+--------+-----------+--------+------------+-------+---------+----+---------+------+------+
 *   |magic|length|ver_min|ver_max|features|endpoint_id|token_id|client_nonce|cb_type|addr_mode|zero|addresses|limits| zero |
 *   +----+------+--------+--------+--------+-----------+--------+------------+-------+---------+----+---------+------+------+
 * </pre>
 */
record ClientHello(
        int minVersion,
        int maxVersion,
        int features,
        EndpointId endpointId,
        long tokenId,
        Octets nonce,
        int channelBinding,
        AddressView addresses,
        HelloLimits limits) {

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(Hello.CLIENT_HELLO_BYTES);
        out.putLong(Hello.CLIENT_HELLO_MAGIC).putShort((short) Hello.CLIENT_HELLO_BYTES);
        out.put((byte) minVersion).put((byte) maxVersion).putInt(features);
        out.put(endpointId.bytes()).putLong(tokenId);
        nonce.writeTo(out);
        out.put((byte) channelBinding).put((byte) addresses.mode()).putShort((short) 0);
        addresses.bytes().writeTo(out);
        limits.writeTo(out);
        return out.array();
    }

    static ClientHello decode(byte[] bytes) throws HelloException {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(Hello.PREFIX_BYTES);
        int minVersion = Byte.toUnsignedInt(in.get());
        int maxVersion = Byte.toUnsignedInt(in.get());
        if (minVersion < 1 || minVersion > maxVersion) {
            throw new HelloException(
                    HandshakeOutcome.MALFORMED,
                    "versions: " + minVersion + ".." + maxVersion + " (expected: 1 <= min <= max)");
        }
        int features = in.getInt();
        EndpointId endpointId = EndpointId.of(Hello.bytes(in, EndpointId.BYTES));
        long tokenId = in.getLong();
        Octets nonce = Octets.read(in, Hello.NONCE_BYTES);
        int channelBinding = Byte.toUnsignedInt(in.get());
        int addressMode = Byte.toUnsignedInt(in.get());
        Hello.requireZero(in, 2, "reserved bytes at 74");
        AddressView addresses = AddressView.decode(addressMode, Octets.read(in, AddressView.BYTES));
        HelloLimits limits = HelloLimits.readFrom(in);
        Hello.requireZero(in, in.remaining(), "reserved bytes at 132");
        if (channelBinding != 0) {
            throw new HelloException(
                    HandshakeOutcome.MALFORMED,
                    "cb_type: " + channelBinding + " (expected: 0 on a connection without TLS)");
        }
        return new ClientHello(
                minVersion, maxVersion, features, endpointId, tokenId, nonce, channelBinding, addresses, limits);
    }
}
