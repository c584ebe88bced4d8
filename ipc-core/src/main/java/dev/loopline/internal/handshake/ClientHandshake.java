package dev.loopline.internal.handshake;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The connecting side of the handshake, as a machine that bytes are put into: M1 goes out, M2 comes in and is checked,
 * M3 goes out. The other side proves itself first, so an impostor learns one nonce.
 *
 * <p>Used by one thread at a time.
 */
public final class ClientHandshake {
    private final ProtocolVersions versions;
    private final EndpointId endpointId;
    private final Credential credential;
    private final byte[] clientHello;
    private final HelloReader reader = new HelloReader(Hello.SERVER_HELLO_MAGIC, Hello.SERVER_HELLO_BYTES);
    private byte[] clientAuth = new byte[0];

    /**
     * Begins a handshake.
     *
     * @param versions what to offer
     * @param endpointId the server instance that is meant
     * @param credential proves who we are
     * @param limits what we accept
     * @param local this side's address
     * @param remote the server's address
     */
    public ClientHandshake(
            ProtocolVersions versions,
            EndpointId endpointId,
            Credential credential,
            HelloLimits limits,
            SocketAddress local,
            SocketAddress remote) {
        this.versions = versions;
        this.endpointId = endpointId;
        this.credential = credential;
        clientHello = new ClientHello(
                        versions.min(),
                        versions.max(),
                        versions.features(),
                        endpointId,
                        credential.tokenId(),
                        Octets.random(Hello.NONCE_BYTES),
                        0,
                        AddressView.of(local, remote),
                        limits)
                .encode();
    }

    /** {@return M1, to be sent first} */
    public ByteBuffer clientHello() {
        return ByteBuffer.wrap(clientHello).asReadOnlyBuffer();
    }

    /**
     * Takes bytes of M2.
     *
     * @param source what arrived; what follows M2 is left in it
     * @return whether M2 is complete, and then right
     * @throws StatusException if the other side is not the server that is meant, or refuses; nothing secret was sent
     */
    public boolean receive(ByteBuffer source) {
        try {
            return reader.read(source);
        } catch (HelloException e) {
            throw impostor("what listens there does not speak Loopline: " + e.getMessage());
        }
    }

    /**
     * Judges the complete M2.
     *
     * @return what was agreed on; {@link #clientAuth} can be sent now
     * @throws StatusException as {@link #receive}
     */
    public Agreement complete() {
        byte[] bytes = reader.bytes();
        byte[] proof = Arrays.copyOfRange(bytes, ServerHello.PROVEN_BYTES, bytes.length);
        byte[] transcript = Proofs.transcript(clientHello, bytes, new byte[0]);
        byte[] token = credential.token().bytes();
        if (!MessageDigest.isEqual(proof, Proofs.serverProof(token, transcript))) {
            throw impostor("what listens there does not know the endpoint's token");
        }
        ServerHello hello = decode(bytes);
        checkChoice(hello);
        clientAuth = ClientAuth.encode(Proofs.clientProof(token, transcript, proof));
        return Agreement.of(hello, hello.limits(), Grant.FULL);
    }

    /** {@return M3, to be sent once {@link #complete} returned; frames may follow it} */
    public ByteBuffer clientAuth() {
        return ByteBuffer.wrap(clientAuth).asReadOnlyBuffer();
    }

    private ServerHello decode(byte[] bytes) {
        try {
            return ServerHello.decode(bytes);
        } catch (HelloException e) {
            throw failure(StatusCode.INTERNAL, "PROTOCOL_ERROR", "the server's hello is malformed: " + e.getMessage());
        }
    }

    private void checkChoice(ServerHello hello) {
        switch (hello.status()) {
            case OK -> {}
            case UNSUPPORTED_VERSION -> throw unsupported(hello);
            case ADDRESS_MISMATCH ->
                throw failure(
                        StatusCode.UNAUTHENTICATED,
                        "ADDRESS_MISMATCH",
                        "the server sees this connection come from another address, so something relays between us (a forwarded"
                                + " port?); connect directly, or start the server with address binding off");
            case TOO_MANY_CONNECTIONS ->
                throw failure(
                        StatusCode.RESOURCE_EXHAUSTED,
                        "TOO_MANY_CONNECTIONS",
                        "the server has as many connections as it takes, in all or with this token; close some, or raise"
                                + " its maxConnections");
            case UNRECOGNIZED ->
                throw failure(
                        StatusCode.UNAVAILABLE,
                        "REFUSED",
                        "the server refuses for a reason that this version does not know");
        }
        int expected = Math.min(versions.max(), hello.maxVersion());
        if (hello.version() != expected || expected < versions.min() || expected < hello.minVersion()) {
            throw unsupported(hello);
        }
        if ((hello.features() & ~versions.features()) != 0) {
            throw failure(
                    StatusCode.INTERNAL,
                    "PROTOCOL_ERROR",
                    String.format(
                            "features: 0x%08x (expected: some of 0x%08x)", hello.features(), versions.features()));
        }
    }

    private StatusException unsupported(ServerHello hello) {
        return failure(
                StatusCode.UNAVAILABLE,
                "UNSUPPORTED_VERSION",
                "protocol version: we speak " + versions.min() + ".." + versions.max() + " (expected: one of "
                        + hello.minVersion() + ".." + hello.maxVersion()
                        + ", which the server speaks); update the older of the two");
    }

    private StatusException impostor(String what) {
        return failure(
                StatusCode.UNAUTHENTICATED,
                "IMPOSTOR_OR_STALE",
                "endpoint " + endpointId + ": " + what
                        + "; the server may have ended and another program taken its port. Nothing was sent to it");
    }

    private static StatusException failure(StatusCode code, String reason, String message) {
        return new Status(code, reason, message, Certainty.NOT_EXECUTED, null).asException();
    }
}
