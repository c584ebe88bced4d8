package dev.loopline.endpoint;

import dev.loopline.StatusException;

/**
 * A server's hold on its name: an operating system lock that ends with the process, however that ends.
 *
 * <p><b>Threading:</b> any thread. Methods write files and may block for as long as that takes.
 */
public interface EndpointClaim extends AutoCloseable {
    /** {@return the name that is held} */
    EndpointName name();

    /**
     * Lets clients find the server: writes the endpoint file whole or not at all. To be called when the server can
     * serve; calling it again replaces what it published before, or restores it if the file is gone.
     *
     * @param endpoint where it listens, under the claimed name
     * @throws IllegalArgumentException if the endpoint has another name
     * @throws IllegalStateException if the claim is closed
     * @throws StatusException if the file cannot be written, or has become that of another server
     */
    void publish(Endpoint endpoint);

    /**
     * Looks whether clients still find what was published here, and publishes it again if that is gone or is an older
     * version of it. If the lock file or the directory is gone, they are made again first. Has no effect if nothing is
     * published or the claim is closed.
     *
     * @return whether it had to be published again
     * @throws StatusException with reason {@code ENDPOINT_REPLACED} if the file, or the name itself, has become that of
     *     another server: nothing was changed then; with another reason if it cannot be published again or read at the
     *     moment
     */
    boolean restore();

    /**
     * Lets clients find the server no longer: deletes the endpoint file if it is the one that was published here. Has
     * no effect if nothing is published or the claim is closed.
     *
     * @throws StatusException if the file cannot be deleted
     */
    void withdraw();

    /** Withdraws, and gives the name up. Later calls have no effect. */
    @Override
    void close();
}
