package dev.loopline.internal.handshake;

import java.util.HexFormat;

/**
 * What a completed handshake settled.
 *
 * @param version the version of the wire
 * @param features the features that both sides have
 * @param sessionId the public id of the connection, 16 bytes, never changed
 * @param peerLimits what the other side accepts
 */
public record Agreement(int version, int features, byte[] sessionId, HelloLimits peerLimits) {
    /** {@return the session id as 32 hexadecimal digits} */
    public String sessionName() {
        return HexFormat.of().formatHex(sessionId);
    }
}
