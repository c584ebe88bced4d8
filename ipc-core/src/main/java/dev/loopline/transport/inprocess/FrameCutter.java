package dev.loopline.transport.inprocess;

import dev.loopline.transport.TransportListener;
import dev.loopline.transport.TransportOptions;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Cuts what one end sent into hello bytes and frames for the other end's listener.
 *
 * <pre>
 *   +-----------+   +--------+------------------+   +--------+---
 *   | hello ... |   | length | frame            |   | length | ...
 *   +-----------+   +--------+------------------+   +--------+---
 * </pre>
 *
 * {@code length} is big-endian, unsigned, and counts the bytes that follow it. Frames that lie whole in what arrived are
 * passed on in place. All in the connection's role.
 */
final class FrameCutter {
    static final int LENGTH_BYTES = 4;

    /** What a listener may leave unconsumed during the handshake. */
    private static final int MAX_HELLO_BYTES = 512;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TransportListener listener;
    private final int maxFrameBytes;
    private ByteBuffer rest = NOTHING;
    private boolean helloDone;
    private boolean stopped;

    FrameCutter(TransportListener listener, int maxFrameBytes) {
        this.listener = listener;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Drops all that is left and all that will come. */
    void stop() {
        stopped = true;
        rest = NOTHING;
    }

    void accept(ByteBuffer bytes) throws ProtocolException {
        if (stopped) {
            return;
        }
        ByteBuffer in = rest.hasRemaining() ? joined(rest, bytes) : bytes;
        rest = NOTHING;
        if (!helloDone) {
            helloDone = listener.onHello(in);
            if (!helloDone && in.remaining() > MAX_HELLO_BYTES) {
                throw new ProtocolException(
                        "hello bytes not consumed: " + in.remaining() + " (expected: <= " + MAX_HELLO_BYTES + ")");
            }
        }
        while (helloDone && !stopped && cutsOne(in)) {
            // onto the next
        }
        if (!stopped) {
            rest = in;
        }
    }

    private boolean cutsOne(ByteBuffer in) {
        if (in.remaining() < LENGTH_BYTES) {
            return false;
        }
        long length = Integer.toUnsignedLong(in.getInt(in.position()));
        if (length < TransportOptions.MIN_FRAME_BYTES || length > maxFrameBytes) {
            stop();
            listener.onBadFrameLength(length);
            return false;
        }
        int frameBytes = (int) length;
        if (in.remaining() - LENGTH_BYTES < frameBytes) {
            return false;
        }
        ByteBuffer frame = in.slice(in.position() + LENGTH_BYTES, frameBytes);
        in.position(in.position() + LENGTH_BYTES + frameBytes);
        listener.onFrame(frame);
        return true;
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }
}
