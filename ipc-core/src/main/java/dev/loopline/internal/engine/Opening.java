package dev.loopline.internal.engine;

import dev.loopline.transport.TransportListener;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection from its first byte on: in the handshake, which is for the subclass, and then the session that came of it.
 *
 * <p>Used in the connection's role only, except where said.
 */
abstract class Opening implements TransportListener {
    private @Nullable Session session;

    /** {@return what came of the handshake, {@code null} as long as nothing did} */
    final @Nullable Session session() {
        return session;
    }

    /** The handshake is complete: what follows are frames for a session. */
    final void become(Session opened) {
        session = opened;
    }

    @Override
    public final void onFrame(ByteBuffer frame) {
        if (session != null) {
            session.onFrame(frame);
        }
    }

    @Override
    public final void onBadFrameLength(long length) {
        if (session != null) {
            session.onBadFrameLength(length);
        }
    }

    @Override
    public final void onWritable() {
        if (session != null) {
            session.onWritable();
        }
    }
}
