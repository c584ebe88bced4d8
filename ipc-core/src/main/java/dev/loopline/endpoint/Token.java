package dev.loopline.endpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The secret of one run of a server: 32 uniformly random bytes, always generated and never chosen by a person.
 *
 * <p>Both sides of a connection prove that they know it; it does not cross the wire. Keep it out of logs, arguments,
 * environment variables and messages.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class Token {
    /** How many bytes a token has. */
    public static final int BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private Token(byte[] bytes) {
        this.bytes = bytes;
    }

    /** {@return a new token} */
    public static Token random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Token(bytes);
    }

    /**
     * Takes a token from its bytes.
     *
     * @param bytes {@value #BYTES} of them; copied
     * @return the token
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static Token of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("token: " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        return new Token(bytes.clone());
    }

    /** Reads what {@link #encoded} made; the messages of its exceptions never show any of it. */
    static Token decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // Without the cause: it quotes a character of the secret.
            throw new IllegalArgumentException("token: not base64url (expected: 43 characters, no padding)");
        }
        Token token = of(bytes);
        if (!MessageDigest.isEqual(ascii(token.encoded()), ascii(text))) {
            throw new IllegalArgumentException("token: padded or not canonical (expected: 43 characters, no padding)");
        }
        return token;
    }

    String encoded() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return a new array with the secret itself: never log it, and overwrite it after use} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Compares in a time that says nothing of where two tokens differ.
     *
     * @param other any object
     * @return whether it is a token of the same bytes
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof Token token && MessageDigest.isEqual(bytes, token.bytes);
    }

    /** {@return the same for all tokens: a hash of the bytes would give away some of the secret} */
    @Override
    public int hashCode() {
        return BYTES;
    }

    /** {@return that this is a token, and nothing of it} */
    @Override
    public String toString() {
        return "Token[redacted]";
    }
}
