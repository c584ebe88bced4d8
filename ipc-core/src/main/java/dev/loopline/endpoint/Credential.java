package dev.loopline.endpoint;

import java.security.SecureRandom;

/**
 * What a client proves itself with.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param tokenId which of the server's tokens it is: 8 random bytes, not secret
 * @param token the secret
 */
public record Credential(long tokenId, Token token) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** {@return a new token under a new id} */
    public static Credential random() {
        return new Credential(RANDOM.nextLong(), Token.random());
    }
}
