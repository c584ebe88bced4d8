package dev.loopline.internal.handshake;

/**
 * What a completed handshake settled.
 *
 * @param version the version of the wire
 * @param features the features that both sides have
 * @param sessionName the public id of the connection, 32 hexadecimal digits
 * @param peerLimits what the other side accepts
 * @param grant what the other side may do here
 */
public record Agreement(int version, int features, String sessionName, HelloLimits peerLimits, Grant grant) {
    static Agreement of(ServerHello hello, HelloLimits peerLimits, Grant grant) {
        return new Agreement(
                hello.version(), hello.features(), hello.sessionId().toString(), peerLimits, grant);
    }
}
