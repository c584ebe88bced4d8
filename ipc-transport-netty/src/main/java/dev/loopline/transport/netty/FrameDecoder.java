package dev.loopline.transport.netty;

import dev.loopline.transport.TransportListener;
import dev.loopline.transport.TransportOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one connection into hello bytes and frames for its listener.
 *
 * <pre>
 *   +-----------+   +--------+------------------+   +--------+---
 *   | hello ... |   | length | frame            |   | length | ...
 *   +-----------+   +--------+------------------+   +--------+---
 * </pre>
 *
 * {@code length} is 4 bytes, big-endian and unsigned, and counts the bytes that follow it. A frame that lies whole in one
 * read is passed on from there; one that does not is put together in a buffer of its size, allocated once the length is
 * known to be in bounds. A bad length is fatal: the next frame boundary is unknown. In the connection's role.
 */
final class FrameDecoder {
    /** What a listener may leave unconsumed during the handshake. */
    static final int MAX_HELLO_BYTES = 512;

    /** Reads up to this size pass through an array that is kept. */
    private static final int SMALL_READ_BYTES = 8 * 1024;

    private final TransportListener listener;
    private final ByteBufAllocator allocator;
    private final int maxFrameBytes;
    private @Nullable ByteBuf rest; // hello bytes left by the listener, or the start of one frame with its length
    private @Nullable ByteBuf spare; // of the rest before, as long as reads end amid frames
    private @Nullable ByteBuffer small; // made by the first small read
    private boolean helloDone;
    private boolean stopped;

    FrameDecoder(TransportListener listener, ByteBufAllocator allocator, int maxFrameBytes) {
        this.listener = listener;
        this.allocator = allocator;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Drops all that is left and all that will come. */
    void stop() {
        stopped = true;
        if (rest != null) {
            rest.release();
            rest = null;
        }
        releaseSpare();
    }

    private void releaseSpare() {
        if (spare != null) {
            spare.release();
            spare = null;
        }
    }

    /**
     * Takes what one read brought.
     *
     * @param bytes the caller's; all of them are consumed
     * @throws ProtocolException if the listener leaves too many bytes of the handshake
     */
    void read(ByteBuf bytes) throws ProtocolException {
        if (stopped) {
            return;
        }
        ByteBuffer in = view(bytes);
        ByteBuf first = rest;
        if (first == null) {
            cut(in);
        } else if (helloDone) {
            complete(first, in);
            cut(in);
            if (rest == null) {
                releaseSpare();
            }
        } else {
            rest = null;
            try {
                first.writeBytes(in);
                cut(first.internalNioBuffer(first.readerIndex(), first.readableBytes()));
            } finally {
                first.release();
            }
        }
    }

    /**
     * Makes a read readable by the listener. Protobuf parses small messages out of an array only, so a small read is copied
     * into one here, all of it at once; a view of it in place would be one more object for each read.
     */
    private ByteBuffer view(ByteBuf bytes) {
        int count = bytes.readableBytes();
        if (count > SMALL_READ_BYTES) {
            return bytes.internalNioBuffer(bytes.readerIndex(), count);
        }
        if (small == null) {
            small = ByteBuffer.allocate(SMALL_READ_BYTES);
        }
        bytes.getBytes(bytes.readerIndex(), small.array(), 0, count);
        return small.clear().limit(count);
    }

    private void cut(ByteBuffer in) throws ProtocolException {
        if (!helloDone) {
            helloDone = listener.onHello(in);
            if (!helloDone && in.remaining() > MAX_HELLO_BYTES) {
                throw new ProtocolException(
                        "hello bytes not consumed: " + in.remaining() + " (expected: <= " + MAX_HELLO_BYTES + ")");
            }
        }
        int missing = helloDone ? cutFrames(in) : 0;
        if (!stopped && rest == null && in.hasRemaining()) {
            int room = in.remaining() + missing;
            ByteBuf empty = spare == null ? allocator.directBuffer(room) : spare.ensureWritable(room);
            spare = null;
            rest = empty.writeBytes(in);
        }
    }

    /** Cuts whole frames and returns how many bytes the one after them is known to lack. */
    private int cutFrames(ByteBuffer in) {
        int end = in.limit();
        while (!stopped && end - in.position() >= Outbound.LENGTH_BYTES) {
            int length = checkedLength(in.getInt(in.position()));
            int frameStart = in.position() + Outbound.LENGTH_BYTES;
            if (stopped || end - frameStart < length) {
                return length - (end - frameStart);
            }
            listener.onFrame(in.limit(frameStart + length).position(frameStart).order(ByteOrder.BIG_ENDIAN));
            in.limit(end).position(frameStart + length).order(ByteOrder.BIG_ENDIAN);
        }
        return 0;
    }

    /** Adds to the start of a frame, and passes it on if that makes it whole. */
    private void complete(ByteBuf frame, ByteBuffer in) {
        if (!fill(frame, in, Outbound.LENGTH_BYTES)) {
            return;
        }
        int length = checkedLength(frame.getInt(frame.readerIndex()));
        if (stopped || !fill(frame, in, Outbound.LENGTH_BYTES + length)) {
            return;
        }
        rest = null;
        try {
            ByteBuffer view = frame.internalNioBuffer(frame.readerIndex() + Outbound.LENGTH_BYTES, length);
            listener.onFrame(view.order(ByteOrder.BIG_ENDIAN));
        } finally {
            spare = frame.clear();
            if (stopped) {
                releaseSpare();
            }
        }
    }

    private static boolean fill(ByteBuf frame, ByteBuffer in, int target) {
        int missing = target - frame.readableBytes();
        if (missing > 0) {
            int added = Math.min(missing, in.remaining());
            int end = in.limit();
            frame.ensureWritable(missing).writeBytes(in.limit(in.position() + added));
            in.limit(end);
        }
        return frame.readableBytes() >= target;
    }

    private int checkedLength(int field) {
        long length = Integer.toUnsignedLong(field);
        if (length < TransportOptions.MIN_FRAME_BYTES || length > maxFrameBytes) {
            stop();
            listener.onBadFrameLength(length);
            return 0;
        }
        return (int) length;
    }
}
