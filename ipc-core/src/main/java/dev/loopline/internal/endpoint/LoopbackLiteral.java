package dev.loopline.internal.endpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loopback addresses and the one way in which each is written. Nothing here resolves a name. */
public final class LoopbackLiteral {
    private static final String V6 = "::1";
    private static final Pattern V4 = Pattern.compile("127\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    private LoopbackLiteral() {}

    /**
     * Reads an address.
     *
     * @param text {@code ::1}, or four decimal numbers without leading zeros of which the first is 127
     * @return the address
     * @throws IllegalArgumentException if it is anything else
     */
    public static InetAddress parse(String text) {
        if (text.equals(V6)) {
            byte[] bytes = new byte[16];
            bytes[15] = 1;
            return ofBytes(bytes);
        }
        Matcher matcher = V4.matcher(text);
        if (matcher.matches()) {
            byte[] bytes = {127, (byte) octet(matcher, 1), (byte) octet(matcher, 2), (byte) octet(matcher, 3)};
            InetAddress address = ofBytes(bytes);
            if (address.getHostAddress().equals(text)) {
                return address;
            }
        }
        throw new IllegalArgumentException("not a loopback literal (expected: 127.x.y.z or ::1)");
    }

    /**
     * Writes an address as {@link #parse} reads it.
     *
     * @param address one of 127.0.0.0/8 or ::1
     * @return the literal
     */
    public static String format(InetAddress address) {
        return address instanceof Inet6Address ? V6 : address.getHostAddress();
    }

    /**
     * Writes an address with its port: {@code 127.0.0.1:4711}, {@code [::1]:4711}.
     *
     * @param address of any kind
     * @return that, or what an address that has no port is called
     */
    public static String format(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
            return address.toString();
        }
        String host = format(internet.getAddress());
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + internet.getPort();
    }

    /**
     * Tells whether an address is one of 127.0.0.0/8 or ::1.
     *
     * @param address any
     * @return whether it is
     */
    public static boolean isLoopback(InetAddress address) {
        return address.isLoopbackAddress();
    }

    /**
     * Copies an address without the host name that it may remember.
     *
     * @param address a loopback address
     * @return the copy
     */
    public static InetAddress withoutName(InetAddress address) {
        return ofBytes(address.getAddress());
    }

    private static int octet(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + bytes.length + " bytes (expected: 4 or 16)", e);
        }
    }
}
