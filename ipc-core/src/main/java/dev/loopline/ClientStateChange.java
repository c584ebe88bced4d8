package dev.loopline;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One change of what an {@link IpcClient} is up to.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param before what it was
 * @param now what it is
 * @param reason how the connection ended, or why the server could not be connected to; {@code null} if all went as it
 *     should: it is connected, was closed here, or begins to look for its server for the first time
 */
public record ClientStateChange(
        ClientState before, ClientState now, @Nullable Status reason) {
    /**
     * Checks the parts.
     *
     * @param before not {@code null}
     * @param now not {@code null}
     * @param reason any
     */
    public ClientStateChange {
        requireNonNull(before, "before");
        requireNonNull(now, "now");
    }
}
