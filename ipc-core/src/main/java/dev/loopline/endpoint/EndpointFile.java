package dev.loopline.endpoint;

import static dev.loopline.endpoint.MalformedFileException.malformed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.loopline.internal.endpoint.LoopbackLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The content of an endpoint file, strict in both directions: docs/endpoint-files.md describes it line by line.
 *
 * <p>A file that is read is exactly what a writer made, or an error that names the line; it never resolves a name.
 */
final class EndpointFile {
    static final int MAX_BYTES = 4096;

    private static final String FORMAT = "1";
    private static final String SECURITY = "none";
    private static final String PROTOCOL = "1-1";

    private static final Pattern TOKEN_ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern NAMESPACE = Pattern.compile("[0-9]{0,20}");
    private static final Pattern BOOT_ID = Pattern.compile("([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?");
    private static final Pattern VERSIONS = Pattern.compile("[1-9][0-9]{0,2}-[1-9][0-9]{0,2}");

    private EndpointFile() {}

    static byte[] encode(Endpoint endpoint) {
        ProcessIdentity process = endpoint.process();
        String hosts = endpoint.addresses().stream()
                .map(InetSocketAddress::getAddress)
                .map(LoopbackLiteral::format)
                .collect(joining(","));
        String text = "format=" + FORMAT
                + "\nname=" + endpoint.name()
                + "\nendpoint_id=" + endpoint.id()
                + "\nhost=" + hosts
                + "\nport=" + endpoint.port()
                + "\nuds="
                + "\ntoken_id="
                + HexFormat.of().toHexDigits(endpoint.credential().tokenId())
                + "\ntoken=" + endpoint.credential().token().encoded()
                + "\nsecurity=" + SECURITY
                + "\ncert_sha256="
                + "\npid=" + knownOrEmpty(process.pid())
                + "\npid_start_ticks=" + knownOrEmpty(process.startTicks())
                + "\nboot_id=" + process.bootId()
                + "\nnet_ns=" + process.netNamespace()
                + "\npid_ns=" + process.pidNamespace()
                + "\nprotocol=" + PROTOCOL
                + "\napplication=" + endpoint.application()
                + "\ncreated_at=" + endpoint.createdAt()
                + "\n";
        byte[] bytes = text.getBytes(UTF_8);
        String last = EndpointFileLines.CHECKSUM_KEY + "=" + EndpointFileLines.checksum(bytes, bytes.length) + "\n";
        byte[] file = (text + last).getBytes(UTF_8);
        requireReadable(file, endpoint);
        return file;
    }

    // A process identity can hold anything. What readers would refuse or take for something else is not published.
    private static void requireReadable(byte[] file, Endpoint endpoint) {
        try {
            if (!decode(file).equals(endpoint)) {
                throw new IllegalArgumentException(
                        "endpoint: cannot be written to a file as it is: " + endpoint + " (expected: plain text)");
            }
        } catch (MalformedFileException e) {
            throw new IllegalArgumentException("endpoint: no reader would take it: " + e.getMessage(), e);
        }
    }

    private static String knownOrEmpty(long number) {
        return number < 0 ? "" : Long.toString(number);
    }

    static Endpoint decode(byte[] bytes) throws MalformedFileException {
        if (bytes.length > MAX_BYTES) {
            throw malformed("has more than " + MAX_BYTES + " bytes (expected: at most that)");
        }
        EndpointFileLines lines = EndpointFileLines.of(bytes);
        // Before the checksum, which another format may not have.
        String format = lines.value("format");
        if (!format.equals(FORMAT)) {
            throw lines.wrong("format", format, FORMAT).asFromLaterVersion();
        }
        lines.verifyChecksum(bytes);
        Endpoint endpoint = endpoint(lines);
        lines.skipUnknown();
        return endpoint;
    }

    // Arguments are evaluated from left to right, as the lines follow each other.
    private static Endpoint endpoint(EndpointFileLines lines) throws MalformedFileException {
        EndpointName name = name(lines);
        EndpointId id = id(lines);
        List<InetSocketAddress> addresses = addresses(lines);
        lines.value("uds"); // for clients that can use Unix sockets
        Credential credential = credential(lines);
        requireNoEncryption(lines);
        ProcessIdentity process = new ProcessIdentity(
                lines.numberOrUnknown("pid", 1),
                lines.numberOrUnknown("pid_start_ticks", 0),
                lines.matching("boot_id", BOOT_ID, "a UUID in lower case, or nothing"),
                lines.matching("net_ns", NAMESPACE, "a number, or nothing"),
                lines.matching("pid_ns", NAMESPACE, "a number, or nothing"));
        // Not compared here: versions are negotiated under the proof, where nobody can lower them.
        lines.matching("protocol", VERSIONS, "lowest and highest version, as 1-1");
        String application = lines.value("application");
        Instant createdAt = createdAt(lines);
        try {
            return new Endpoint(name, id, addresses, credential, process, application, createdAt);
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static EndpointName name(EndpointFileLines lines) throws MalformedFileException {
        String value = lines.value("name");
        try {
            return new EndpointName(value);
        } catch (IllegalArgumentException e) {
            throw lines.wrong("name", value, "an endpoint name");
        }
    }

    private static EndpointId id(EndpointFileLines lines) throws MalformedFileException {
        String value = lines.value("endpoint_id");
        try {
            return EndpointId.parse(value);
        } catch (IllegalArgumentException e) {
            throw lines.wrong("endpoint_id", value, "32 of 0-9 a-f");
        }
    }

    private static List<InetSocketAddress> addresses(EndpointFileLines lines) throws MalformedFileException {
        String value = lines.value("host");
        List<InetAddress> hosts = new ArrayList<>();
        for (String host : value.split(",", Endpoint.MAX_ADDRESSES + 1)) {
            try {
                hosts.add(LoopbackLiteral.parse(host));
            } catch (IllegalArgumentException e) {
                throw lines.wrong("host", value, "127.x.y.z, ::1, or both with a comma; names are not resolved");
            }
        }
        int port = (int) lines.number("port", 1, Endpoint.MAX_PORT);
        return hosts.stream().map(host -> new InetSocketAddress(host, port)).toList();
    }

    private static Credential credential(EndpointFileLines lines) throws MalformedFileException {
        String id = lines.matching("token_id", TOKEN_ID, "16 of 0-9 a-f");
        String token = lines.value("token");
        try {
            return new Credential(HexFormat.fromHexDigitsToLong(id), Token.decode(token));
        } catch (IllegalArgumentException e) {
            throw malformed("token: wrong (expected: 43 characters of base64url, not shown here)");
        }
    }

    private static void requireNoEncryption(EndpointFileLines lines) throws MalformedFileException {
        String security = lines.value("security");
        if (!security.equals(SECURITY)) {
            throw lines.wrong("security", security, SECURITY).asFromLaterVersion();
        }
        String certificate = lines.value("cert_sha256");
        if (!certificate.isEmpty()) {
            throw lines.wrong("cert_sha256", certificate, "nothing, since security is " + SECURITY);
        }
    }

    private static Instant createdAt(EndpointFileLines lines) throws MalformedFileException {
        String value = lines.value("created_at");
        try {
            Instant instant = Instant.parse(value);
            if (instant.toString().equals(value)) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw lines.wrong("created_at", value, "as 2026-01-31T12:00:00Z");
        }
        throw lines.wrong("created_at", value, "as 2026-01-31T12:00:00Z, without zeros that say nothing");
    }
}
