package dev.loopline.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Told what happens on one {@link Transport}.
 *
 * <p>The order is: {@link #onOpen} once, {@link #onHello} until it returns {@code true}, then {@link #onFrame} and
 * {@link #onWritable} in any number, {@link #onClosed} once and last. {@code onClosed} may follow any of them.
 *
 * <p><b>Threading:</b> one callback at a time, in the connection's role; must not block, since everything on the
 * connection waits meanwhile.
 */
public interface TransportListener {
    /** The connection is there; nothing was sent or read yet. */
    void onOpen();

    /**
     * Bytes arrived before the handshake was complete.
     *
     * @param bytes what arrived and was not consumed before; valid during the callback only. The listener moves the
     *     position past what it consumed; what it leaves is passed again with what follows, as bytes or as frames.
     * @return whether the handshake is complete, so that frames follow
     */
    boolean onHello(ByteBuffer bytes);

    /**
     * A frame arrived.
     *
     * @param frame the frame without the transport's own length prefix, big-endian, from position to limit; valid during
     *     the callback only
     */
    void onFrame(ByteBuffer frame);

    /**
     * A frame whose length is out of bounds was announced. The transport reads nothing more; the listener ends the
     * connection.
     *
     * @param length the length that the peer announced, as unsigned 32-bit number
     */
    void onBadFrameLength(long length);

    /**
     * The waiting bytes fell below {@link TransportOptions#lowWaterBytes} after they had reached it.
     */
    void onWritable();

    /**
     * The connection ended.
     *
     * @param cause what broke it; {@code null} if either side closed it
     */
    void onClosed(@Nullable Throwable cause);
}
