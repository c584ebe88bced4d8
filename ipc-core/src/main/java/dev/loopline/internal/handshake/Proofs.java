package dev.loopline.internal.handshake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cryptography of the handshake: who knows the token can compute these values, who does not cannot.
 *
 * <p>Keys come from the token by HKDF-Expand with one block (RFC 5869 section 2.3); Extract is left out because a token
 * is uniform (section 3.3). Each direction has a key of its own, so that a proof cannot be reflected.
 */
final class Proofs {
    private static final byte[] SERVER_LABEL = "loopline1 server proof\u0001".getBytes(US_ASCII);
    private static final byte[] CLIENT_LABEL = "loopline1 client proof\u0001".getBytes(US_ASCII);
    private static final byte[] TRANSCRIPT_LABEL = "loopline1 transcript".getBytes(US_ASCII);

    private Proofs() {}

    static byte[] serverKey(byte[] token) {
        return hmac(token, SERVER_LABEL);
    }

    static byte[] clientKey(byte[] token) {
        return hmac(token, CLIENT_LABEL);
    }

    /**
     * Hashes what both sides saw.
     *
     * @param clientHello all of M1
     * @param serverHello M2; what follows its proven part is left out
     * @param channelBinding what ties the proofs to an outer TLS connection; empty without one
     */
    static byte[] transcript(byte[] clientHello, byte[] serverHello, byte[] channelBinding) {
        MessageDigest digest = sha256();
        digest.update(TRANSCRIPT_LABEL);
        digest.update(clientHello);
        digest.update(serverHello, 0, ServerHello.PROVEN_BYTES);
        return digest.digest(channelBinding);
    }

    static byte[] serverProof(byte[] token, byte[] transcript) {
        return hmac(serverKey(token), transcript);
    }

    static byte[] clientProof(byte[] token, byte[] transcript, byte[] serverProof) {
        MessageDigest digest = sha256();
        digest.update(transcript);
        return hmac(clientKey(token), digest.digest(serverProof));
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "HmacSHA256: not available (expected: on every Java, JCA standard names)", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256: not available (expected: on every Java, JCA standard names)", e);
        }
    }
}
