package dev.loopline.process;

import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusException;

/**
 * The process that started this one, as a {@linkplain HelperProcess helper} sees it: a connection to call its services, to use
 * its topics, and to be called on.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *     try (HostProcess host = HostProcess.builder()
 *             .service(ThumbnailsService.of(new Thumbs()))
 *             .attach()) {
 *         host.ready();
 *         host.awaitHost();
 *     }
 * }
 * }</pre>
 *
 * <p>A process that has attached ends when its host does, however that died: within 3 s, and the processes that it started
 * itself with it. {@link #awaitHost} returns first, so that it can end orderly by itself; after 1.5 s {@link System#exit} is
 * called with 1, and a second later {@link Runtime#halt}. A host that only stops it leaves it the time that the host grants.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface HostProcess extends IpcConnection {
    /**
     * Attaches this process to the one that started it, without serving anything.
     *
     * @return the host
     * @throws StatusException as {@link HostProcessBuilder#attach}
     */
    static HostProcess attach() {
        return builder().attach();
    }

    /** {@return a builder, to say what this process serves to its host} */
    static HostProcessBuilder builder() {
        return new HostProcessBuilder();
    }

    /** {@return the name that the host gave this helper} */
    String name();

    /** {@return the id of the host's process} */
    long hostPid();

    /**
     * Says that this helper can be called: {@link HelperProcessBuilder#start} returns in the host. Returns when the host has
     * taken notice. Saying it again changes nothing.
     *
     * @throws StatusException if the connection ends before
     * @throws IllegalStateException on a thread that moves frames
     */
    void ready();

    /**
     * Waits until the connection to the host has ended: it stops this helper, or has died. A detached helper waits for the same,
     * and may go on after that.
     *
     * @return how the connection ended
     * @throws InterruptedException if the waiting thread is interrupted
     */
    Status awaitHost() throws InterruptedException;

    /** Ends the connection, and with a detached helper its server. The host takes that for the end of this helper. */
    @Override
    void close();
}
