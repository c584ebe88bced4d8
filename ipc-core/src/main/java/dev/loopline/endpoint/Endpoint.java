package dev.loopline.endpoint;

import dev.loopline.internal.endpoint.LoopbackLiteral;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * One run of a server, and all that a client needs to connect to it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param name the name by which it is found
 * @param id which run of the server it is
 * @param addresses where it listens: one or two loopback addresses with the same port, in the order to be tried
 * @param credential what a client proves itself with
 * @param process the serving process
 * @param application name and version of what serves, as {@code photo/1.2}, for people; may be empty
 * @param createdAt when it was made, for people; nothing is decided by it
 */
public record Endpoint(
        EndpointName name,
        EndpointId id,
        List<InetSocketAddress> addresses,
        Credential credential,
        ProcessIdentity process,
        String application,
        Instant createdAt) {
    /** Most addresses that an endpoint can have: one of each IP version. */
    public static final int MAX_ADDRESSES = 2;

    /** Most bytes of UTF-8 that {@link #application} can have. */
    public static final int MAX_APPLICATION_BYTES = 128;

    static final int MAX_PORT = 65_535;

    /**
     * Checks the parts.
     *
     * @param name any
     * @param id any
     * @param addresses only of 127.0.0.0/8 and ::1, resolved, with one port of 1 to 65535
     * @param credential any
     * @param process any
     * @param application at most {@value #MAX_APPLICATION_BYTES} bytes without control characters
     * @param createdAt any
     * @throws IllegalArgumentException if one is broken
     */
    public Endpoint {
        if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "addresses: " + addresses + " (expected: 1.." + MAX_ADDRESSES + " of them)");
        }
        addresses = addresses.stream().map(Endpoint::literal).toList();
        if (addresses.stream().distinct().count() < addresses.size()) {
            throw new IllegalArgumentException("addresses: " + addresses + " (expected: no address twice)");
        }
        if (addresses.stream().mapToInt(InetSocketAddress::getPort).distinct().count() > 1) {
            throw new IllegalArgumentException("addresses: " + addresses + " (expected: one port)");
        }
        requireApplication(application);
    }

    /** {@return the port of all its addresses} */
    public int port() {
        return addresses.get(0).getPort();
    }

    private static InetSocketAddress literal(InetSocketAddress address) {
        if (address.isUnresolved() || !LoopbackLiteral.isLoopback(address.getAddress())) {
            throw new IllegalArgumentException(
                    "address: " + address + " (expected: an address of 127.0.0.0/8 or ::1, names are not resolved)");
        }
        if (address.getPort() == 0) {
            throw new IllegalArgumentException("port: 0 (expected: 1.." + MAX_PORT + ")");
        }
        // A copy without a host name, so that nothing prints or compares one.
        return new InetSocketAddress(LoopbackLiteral.withoutName(address.getAddress()), address.getPort());
    }

    private static void requireApplication(String application) {
        int bytes = application.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_APPLICATION_BYTES) {
            throw new IllegalArgumentException(
                    "application: " + bytes + " bytes (expected: at most " + MAX_APPLICATION_BYTES + ")");
        }
        if (application.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("application: has control characters (expected: as photo/1.2)");
        }
    }
}
