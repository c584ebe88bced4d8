package dev.loopline.endpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Endpoints and files for tests. */
final class Samples {
    static final EndpointName NAME = EndpointName.of("photo/thumbs");
    static final Instant CREATED_AT = Instant.parse("2026-01-31T12:00:00Z");

    private Samples() {}

    static Endpoint endpoint(EndpointName name, ProcessIdentity process) {
        return new Endpoint(
                name,
                EndpointId.random(),
                List.of(v4(62_893), v6(62_893)),
                Credential.random(),
                process,
                "photo/1.2",
                CREATED_AT);
    }

    static Endpoint endpoint() {
        return endpoint(NAME, ProcessIdentity.current());
    }

    static InetSocketAddress v4(int port) {
        return new InetSocketAddress(address(127, 0, 0, 1), port);
    }

    static InetSocketAddress v6(int port) {
        return new InetSocketAddress(address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), port);
    }

    static InetAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The file of an endpoint with one line replaced (or removed, with an empty one), and a checksum that fits. */
    static byte[] fileWith(Endpoint endpoint, String key, String line) {
        String text = new String(EndpointFile.encode(endpoint), ISO_8859_1);
        return withChecksum(text.replaceFirst("(?m)^" + key + "=.*\n", line.isEmpty() ? "" : line + "\n"));
    }

    /** Sets the checksum right, so that a test reaches what lies behind it. */
    static byte[] withChecksum(String text) {
        byte[] before = text.substring(0, text.lastIndexOf("crc32c=")).getBytes(ISO_8859_1);
        String last = "crc32c=" + EndpointFileLines.checksum(before, before.length) + "\n";
        byte[] file = Arrays.copyOf(before, before.length + last.length());
        System.arraycopy(last.getBytes(ISO_8859_1), 0, file, before.length, last.length());
        return file;
    }
}
