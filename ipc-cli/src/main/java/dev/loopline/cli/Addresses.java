package dev.loopline.cli;

import dev.loopline.endpoint.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;

/** Loopback addresses as people write them. */
final class Addresses {
    private Addresses() {}

    static List<String> hosts(Endpoint endpoint) {
        return endpoint.addresses().stream()
                .map(InetSocketAddress::getAddress)
                .map(Addresses::host)
                .toList();
    }

    /** {@return {@code 127.0.0.1:4711, [::1]:4711}} */
    static String withPort(Endpoint endpoint) {
        return hosts(endpoint).stream()
                .map(host -> (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.port())
                .collect(Collectors.joining(", "));
    }

    // The one IPv6 address that an endpoint can have; Java writes it out in full.
    private static String host(InetAddress address) {
        return address instanceof Inet6Address ? "::1" : address.getHostAddress();
    }
}
