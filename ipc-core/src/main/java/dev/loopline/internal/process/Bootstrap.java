package dev.loopline.internal.process;

import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.Token;
import dev.loopline.internal.endpoint.LoopbackLiteral;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * What a host writes to the standard input of its helper, in one line of ASCII: where to connect to, with what secret, and
 * whose end to watch for. docs/helpers.md has it byte by byte.
 *
 * @param helper the helper's name
 * @param address where the host listens
 * @param id which run of a server that is
 * @param credential what to prove oneself with, once
 * @param hostPid the host's process id
 * @param hostStartTicks when it started, in clock ticks since boot; -1 if unknown
 */
record Bootstrap(
        String helper,
        InetSocketAddress address,
        EndpointId id,
        Credential credential,
        long hostPid,
        long hostStartTicks) {
    /** The first word: what it is, and which version of it. */
    static final String MARK = "loopline1";

    /** Most bytes of the line, its end included. */
    static final int MAX_BYTES = 512;

    private static final int TOKEN_ID_DIGITS = 16;

    /** {@return the line, its end included; to be overwritten after use} */
    byte[] encode() {
        byte[] token = credential.token().bytes();
        String text = MARK
                + " host=" + LoopbackLiteral.format(address.getAddress())
                + " port=" + address.getPort()
                + " endpoint=" + id
                + " token_id=" + HexFormat.of().toHexDigits(credential.tokenId())
                + " token=" + HexFormat.of().formatHex(token)
                + " pid=" + hostPid
                + (hostStartTicks < 0 ? "" : " start=" + hostStartTicks)
                + " name=" + helper
                + "\n";
        Arrays.fill(token, (byte) 0);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a line. The messages of its exceptions show nothing of it, since it may be or contain a secret.
     *
     * @param line without its end
     * @return what it says
     * @throws IllegalArgumentException if it says something else
     */
    static Bootstrap parse(String line) {
        String[] words = line.split(" ", -1);
        if (!words[0].equals(MARK)) {
            throw new IllegalArgumentException(
                    "standard input: its first line is not of a host (expected: '" + MARK + " host=...')");
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1 || fields.put(words[i].substring(0, equals), words[i].substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "bootstrap line: word " + (i + 1) + " (expected: key=value, each key once)");
            }
        }
        return of(fields);
    }

    private static Bootstrap of(Map<String, String> fields) {
        try {
            byte[] token = HexFormat.of().parseHex(field(fields, "token"));
            Credential credential = new Credential(tokenId(field(fields, "token_id")), Token.of(token));
            Arrays.fill(token, (byte) 0);
            return new Bootstrap(
                    HelperSpec.requireName(field(fields, "name")),
                    new InetSocketAddress(
                            LoopbackLiteral.parse(field(fields, "host")), Integer.parseInt(field(fields, "port"))),
                    EndpointId.parse(field(fields, "endpoint")),
                    credential,
                    Long.parseLong(field(fields, "pid")),
                    fields.containsKey("start") ? Long.parseLong(field(fields, "start")) : -1);
        } catch (IllegalArgumentException e) {
            // Without the cause: it may quote the secret.
            throw new IllegalArgumentException("bootstrap line: a field is missing or wrong (expected: host, port,"
                    + " endpoint, token_id, token, pid, name)");
        }
    }

    private static long tokenId(String hex) {
        if (hex.length() != TOKEN_ID_DIGITS) {
            throw new IllegalArgumentException("token_id");
        }
        return HexFormat.fromHexDigitsToLong(hex);
    }

    private static String field(Map<String, String> fields, String key) {
        String value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key);
        }
        return value;
    }
}
