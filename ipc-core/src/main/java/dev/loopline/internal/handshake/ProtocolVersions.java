package dev.loopline.internal.handshake;

/**
 * The versions of the wire and the features that this library has.
 *
 * @param min oldest version
 * @param max newest version
 * @param features one bit each; none exists yet
 */
public record ProtocolVersions(int min, int max, int features) {
    /** What this library speaks. */
    public static final ProtocolVersions CURRENT = new ProtocolVersions(1, 1, 0);
}
