package dev.loopline.endpoint;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What tells one run of a server from every other: 16 random bytes, not secret.
 *
 * <p>A server that restarts under the same name has another id, so a client that holds the old one notices.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param high the first 8 bytes, big-endian
 * @param low the last 8 bytes, big-endian
 */
public record EndpointId(long high, long low) {
    /** How many bytes an id has. */
    public static final int BYTES = 16;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** {@return a new id} */
    public static EndpointId random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return of(bytes);
    }

    /**
     * Takes an id from its bytes.
     *
     * @param bytes {@value #BYTES} of them
     * @return the id
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static EndpointId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("endpoint id: " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new EndpointId(buffer.getLong(), buffer.getLong());
    }

    /**
     * Reads an id as {@link #toString} writes it.
     *
     * @param hex 32 hexadecimal digits in lower case
     * @return the id
     * @throws IllegalArgumentException if it is anything else
     */
    public static EndpointId parse(String hex) {
        if (hex.length() != 2 * BYTES || !hex.equals(hex.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("endpoint id: \"" + hex + "\" (expected: 32 of 0-9 a-f)");
        }
        return of(HexFormat.of().parseHex(hex));
    }

    /** {@return a new array with the 16 bytes} */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /** {@return 32 hexadecimal digits in lower case} */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
