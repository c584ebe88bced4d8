package dev.loopline.internal.durable;

import dev.loopline.internal.engine.Session;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where a {@link DurableConnection} gets its sessions from, one after the other. Any thread. */
public interface SessionSource {
    /** {@return the last session, open or not; {@code null} if there was none yet} */
    @Nullable
    Session current();

    /**
     * Asks for a session that is open.
     *
     * @return completes with it, at once if there is one; with a failure if none will come. A future of its own for each who
     *     asks, to be cancelled by whoever does not want it any more
     */
    CompletableFuture<Session> next();

    /** {@return whether no further session will come because this side wants none} */
    boolean isClosed();

    /** {@return why no call can be made at this moment, {@code endpoint photo/thumbs: not connected yet}} */
    String whyNone();

    /** {@return whether the current thread moves frames of these sessions, and so must never wait} */
    boolean ownsCurrentThread();

    /** Ends the current session, and lets no other one come. */
    void close();
}
