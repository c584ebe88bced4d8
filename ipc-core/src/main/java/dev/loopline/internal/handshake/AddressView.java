package dev.loopline.internal.handshake;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * The addresses of a connection as one side sees them: client's, then server's, each 16 bytes of address (IPv4 mapped
 * into IPv6, RFC 4291 section 2.5.5.2) and 2 of port. Both sides see the same unless something relays between them.
 *
 * @param mode 2 if the addresses are given; 0 if there are none, as in-process
 * @param bytes 36 bytes; zeros if there are none
 */
record AddressView(int mode, Octets bytes) {
    static final int BYTES = 36;
    static final int NONE = 0;
    static final int FOUR_TUPLE = 2;

    static AddressView of(SocketAddress client, SocketAddress server) {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        if (client instanceof InetSocketAddress c && server instanceof InetSocketAddress s) {
            put(out, c);
            put(out, s);
            return new AddressView(FOUR_TUPLE, Octets.of(out.array()));
        }
        return new AddressView(NONE, Octets.of(out.array()));
    }

    private static void put(ByteBuffer out, InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        byte[] raw = ip.getAddress();
        if (raw.length == 4) {
            out.position(out.position() + 10);
            out.putShort((short) 0xFFFF);
        }
        out.put(raw).putShort((short) address.getPort());
    }

    static AddressView decode(int mode, Octets bytes) throws HelloException {
        if (mode != NONE && mode != FOUR_TUPLE) {
            throw new HelloException(HandshakeOutcome.MALFORMED, "addr_mode: " + mode + " (expected: 0 or 2)");
        }
        if (mode == NONE && !bytes.isZero()) {
            throw new HelloException(
                    HandshakeOutcome.MALFORMED, "addresses: not zero (expected: zeros with addr_mode 0)");
        }
        return new AddressView(mode, bytes);
    }
}
