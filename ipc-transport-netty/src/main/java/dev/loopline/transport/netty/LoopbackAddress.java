package dev.loopline.transport.netty;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/**
 * The check that keeps every socket on the loopback interface. It stands before any system call and never looks up a
 * name.
 */
final class LoopbackAddress {
    private LoopbackAddress() {}

    /** Checks an address to listen at. */
    static InetSocketAddress toBind(SocketAddress address) {
        return checked(address);
    }

    /** Checks an address to connect to, which must have a port. */
    static InetSocketAddress toConnect(SocketAddress address) {
        InetSocketAddress checked = checked(address);
        if (checked.getPort() == 0) {
            throw new IllegalArgumentException("port of " + address + ": 0 (expected: 1..65535)");
        }
        return checked;
    }

    /** Writes an address as people do: {@code 127.0.0.1:4711}, {@code [::1]:4711}. */
    static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
            return address.toString();
        }
        // The one IPv6 address that is loopback; Java writes it out in full.
        String host = internet.getAddress() instanceof Inet6Address
                ? "[::1]"
                : internet.getAddress().getHostAddress();
        return host + ":" + internet.getPort();
    }

    /**
     * Returns the address without host name and scope. IPv4 addresses mapped into IPv6 arrive as IPv4 from the JDK, so
     * that they need no case of their own.
     */
    private static InetSocketAddress checked(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)
                || internet.isUnresolved()
                || !internet.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("address: " + address
                    + " (expected: a literal loopback address, 127.0.0.0/8 or ::1; names are never looked up)");
        }
        try {
            byte[] bytes = internet.getAddress().getAddress();
            return new InetSocketAddress(InetAddress.getByAddress(bytes), internet.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("bytes of an address make no address", e); // only their number is checked
        }
    }
}
