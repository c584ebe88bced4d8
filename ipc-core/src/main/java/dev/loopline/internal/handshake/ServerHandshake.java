package dev.loopline.internal.handshake;

import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.Token;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The accepting side of the handshake, as a machine that bytes are put into: M1 comes in, M2 goes out, M3 comes in.
 *
 * <p>Until M1 is complete and right, nothing is sent. An unknown token or a wrong endpoint takes the same path as a
 * known one, with a key that nobody has, so that the two look alike from outside.
 *
 * <p>Used by one thread at a time.
 */
public final class ServerHandshake {
    /** Stands in for a token that does not exist; new in each process. */
    private static final Known NOBODY = new Known(Token.random(), Grant.NOTHING);

    private final Rules rules;
    private final HelloReader helloReader = new HelloReader(Hello.CLIENT_HELLO_MAGIC, Hello.CLIENT_HELLO_BYTES);
    private final HelloReader authReader = new HelloReader(Hello.CLIENT_AUTH_MAGIC, Hello.CLIENT_AUTH_BYTES);
    private @Nullable ServerHello answer;
    private @Nullable ClientHello offer;
    private Known claimed = NOBODY;
    private byte[] expectedProof = new byte[0];

    /**
     * What the accepting side decides by.
     *
     * @param versions what it speaks
     * @param endpointId this server instance
     * @param tokens finds the token of an id, {@code null} if there is none
     * @param bindAddresses whether both sides must see the same addresses
     * @param limits what it accepts
     */
    public record Rules(
            ProtocolVersions versions,
            EndpointId endpointId,
            TokenLookup tokens,
            boolean bindAddresses,
            HelloLimits limits) {}

    /**
     * A token that exists.
     *
     * @param token the secret
     * @param grant what it gives
     */
    public record Known(Token token, Grant grant) {
        /**
         * {@return a token that permits everything}
         *
         * @param credential has it
         */
        public static Known of(Credential credential) {
            return new Known(credential.token(), Grant.FULL);
        }
    }

    /** Finds tokens by their public ids. */
    @FunctionalInterface
    public interface TokenLookup {
        /**
         * Finds a token.
         *
         * @param tokenId its public id
         * @return {@code null} if there is none
         */
        @Nullable
        Known find(long tokenId);
    }

    /**
     * Begins a handshake.
     *
     * @param rules what to decide by
     */
    public ServerHandshake(Rules rules) {
        this.rules = rules;
    }

    /** {@return whether M1 was answered, so that M3 is expected} */
    public boolean answered() {
        return answer != null;
    }

    /** {@return whether the client has sent anything} */
    public boolean heardNothing() {
        return helloReader.isEmpty();
    }

    /**
     * Takes bytes of M1.
     *
     * @param source what arrived
     * @return whether M1 is complete
     * @throws HelloException if M1 is wrong, or something follows it before it was answered
     */
    public boolean receiveHello(ByteBuffer source) throws HelloException {
        if (!helloReader.read(source)) {
            return false;
        }
        if (source.hasRemaining()) {
            throw new HelloException(
                    HandshakeOutcome.MALFORMED,
                    source.remaining() + " bytes after the client's hello (expected: none before it was answered)");
        }
        return true;
    }

    /**
     * Answers the complete M1.
     *
     * @param client the client's address as this side sees it
     * @param server this side's address
     * @param full whether there are as many connections as may be, in all or with the token that the client names; that it
     *     knows the token is not proven then
     * @return M2, to be sent
     * @throws HelloException if M1 is malformed; nothing is to be sent then
     */
    public ByteBuffer answer(SocketAddress client, SocketAddress server, Predicate<Grant> full) throws HelloException {
        byte[] clientHello = helloReader.bytes();
        ClientHello hello = ClientHello.decode(clientHello);
        offer = hello;
        claimed = claimedBy(hello);
        HelloStatus status = judge(hello, AddressView.of(client, server), full.test(claimed.grant()));
        ServerHello reply = reply(hello, status);
        answer = reply;
        byte[] token = claimed.token().bytes();
        byte[] bytes = reply.encodeWithoutProof();
        byte[] transcript = Proofs.transcript(clientHello, bytes, new byte[0]);
        byte[] proof = Proofs.serverProof(token, transcript);
        System.arraycopy(proof, 0, bytes, ServerHello.PROVEN_BYTES, proof.length);
        expectedProof = Proofs.clientProof(token, transcript, proof);
        Arrays.fill(token, (byte) 0);
        return ByteBuffer.wrap(bytes);
    }

    /** {@return why the answer refused the client, {@code null} if it did not; the connection ends with the answer} */
    public @Nullable HandshakeOutcome refusal() {
        if (answer == null) {
            return null;
        }
        return switch (answer.status()) {
            case OK, UNRECOGNIZED -> null;
            case UNSUPPORTED_VERSION -> HandshakeOutcome.UNSUPPORTED_VERSION;
            case ADDRESS_MISMATCH -> HandshakeOutcome.ADDRESS_MISMATCH;
            case TOO_MANY_CONNECTIONS -> HandshakeOutcome.TOO_MANY_CONNECTIONS;
        };
    }

    /**
     * Takes bytes of M3.
     *
     * @param source what arrived; what follows M3 is left in it: frames
     * @return what was agreed on, {@code null} if M3 is not complete
     * @throws HelloException if M3 is malformed or proves nothing
     */
    public @Nullable Agreement receiveAuth(ByteBuffer source) throws HelloException {
        if (!authReader.read(source) || answer == null || offer == null) {
            return null;
        }
        boolean proven = MessageDigest.isEqual(ClientAuth.proof(authReader.bytes()), expectedProof);
        Arrays.fill(expectedProof, (byte) 0);
        if (!proven || claimed.grant() == Grant.NOTHING) {
            throw new HelloException(HandshakeOutcome.BAD_PROOF, "the client does not know the endpoint's token");
        }
        // Only now, so that naming a token, or guessing at it, uses nothing up.
        if (!claimed.grant().redeem()) {
            throw new HelloException(
                    HandshakeOutcome.BAD_PROOF, "the token lets one client in, and did, or its time is over");
        }
        return Agreement.of(answer, offer.limits(), claimed.grant());
    }

    private HelloStatus judge(ClientHello hello, AddressView seen, boolean full) {
        ProtocolVersions own = rules.versions();
        if (hello.maxVersion() < own.min() || hello.minVersion() > own.max()) {
            return HelloStatus.UNSUPPORTED_VERSION;
        }
        if (rules.bindAddresses() && !hello.addresses().equals(seen)) {
            return HelloStatus.ADDRESS_MISMATCH;
        }
        return full ? HelloStatus.TOO_MANY_CONNECTIONS : HelloStatus.OK;
    }

    private ServerHello reply(ClientHello hello, HelloStatus status) {
        ProtocolVersions own = rules.versions();
        return new ServerHello(
                status == HelloStatus.UNSUPPORTED_VERSION ? 0 : Math.min(hello.maxVersion(), own.max()),
                status,
                hello.features() & own.features(),
                own.min(),
                own.max(),
                Octets.random(Hello.NONCE_BYTES),
                Octets.random(Hello.SESSION_ID_BYTES),
                rules.limits());
    }

    private Known claimedBy(ClientHello hello) {
        Known found = rules.tokens().find(hello.tokenId());
        return found != null && hello.endpointId().equals(rules.endpointId()) ? found : NOBODY;
    }
}
