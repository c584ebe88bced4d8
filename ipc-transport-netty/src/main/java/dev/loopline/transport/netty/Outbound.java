package dev.loopline.transport.netty;

import dev.loopline.transport.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The bytes on their way out of one connection: frames are copied one behind the other into a chunk. It is handed to the
 * channel itself as long as the kernel takes all of it at once, as slices otherwise: of a slow peer's chunks each has to be
 * filled. Frames that are larger gather in a buffer that the connections of the loop share, and leave by one call: a
 * plain C program moved 1.06 to 1.44 times as much by writes of 256 KiB as by writes of 64 KiB. In the connection's role.
 */
final class Outbound {
    /**
     * From so many waiting bytes on they are written while the batch goes on, so that the peer can start. The second time it has
     * started, so twice as many may gather, and so on: a call of the kernel costs as much as copying some 10 KiB.
     */
    static final int FLUSH_BYTES = 4 * 1024;

    static final int LENGTH_BYTES = 4;

    /** Kept by an idle connection; larger frames go into the buffer that the connections of the loop share. */
    private static final int CHUNK_BYTES = 16 * 1024;

    private static final int MAX_FLUSH_BYTES = CHUNK_BYTES - FLUSH_BYTES; // what comes next still has room in the chunk

    private final Channel channel;
    private @Nullable ByteBuf chunk; // what is readable in it was not handed over yet
    private @Nullable ByteBuf large; // of the loop, with large frames and what follows them; null once handed over
    private boolean flushIsDue;
    private int flushBytes = FLUSH_BYTES; // in this batch

    Outbound(Channel channel) {
        this.channel = channel;
    }

    /** Counts what waits here and in the channel, Netty's 96 bytes of bookkeeping for each buffer there included. */
    long pendingBytes() {
        ChannelOutboundBuffer handedOver = channel.unsafe().outboundBuffer(); // null once the output is shut
        return waitingBytes() + (handedOver == null ? 0 : handedOver.totalPendingWriteBytes());
    }

    private int waitingBytes() {
        return (chunk == null ? 0 : chunk.readableBytes()) + (large == null ? 0 : large.readableBytes());
    }

    void add(ByteBuffer bytes) {
        handOverLarge();
        int end = bytes.limit();
        while (bytes.position() < end) {
            ByteBuf target = room(1);
            bytes.limit(Math.min(end, bytes.position() + target.writableBytes()));
            target.writeBytes(bytes);
        }
        bytes.limit(end);
        flushIfMuch();
    }

    void add(Frame frame, int size) {
        int bytes = LENGTH_BYTES + size;
        if (bytes <= CHUNK_BYTES && large == null) {
            put(frame, size, room(bytes));
            flushIfMuch();
            return;
        }
        ByteBuf gathering = roomAmongLarge(bytes);
        put(frame, size, gathering);
        if (gathering.writableBytes() < bytes) {
            flush();
        }
    }

    private ByteBuf roomAmongLarge(int bytes) {
        ByteBuf current = large;
        if (current != null && current.writableBytes() >= bytes) {
            return current;
        }
        handOverLarge();
        handOver();
        ByteBuf fresh = LoopBuffers.ofLoop().forFrames(bytes, channel.alloc());
        large = fresh;
        return fresh;
    }

    private static void put(Frame frame, int size, ByteBuf target) {
        int start = target.writerIndex();
        ByteBuffer view = target.internalNioBuffer(start + LENGTH_BYTES, size);
        frame.writeTo(view.order(ByteOrder.BIG_ENDIAN));
        if (view.hasRemaining()) {
            throw new IllegalArgumentException(
                    "frame wrote " + (size - view.remaining()) + " bytes (expected: its size, " + size + ")");
        }
        target.setInt(start, size).writerIndex(start + LENGTH_BYTES + size);
    }

    /** Returns the chunk, or a fresh one if too little of it is left. */
    private ByteBuf room(int bytes) {
        ByteBuf current = chunk;
        if (current != null && current.writableBytes() >= bytes) {
            return current;
        }
        if (current != null) {
            handOver();
            release();
        }
        ByteBuf fresh = channel.alloc().directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        chunk = fresh;
        return fresh;
    }

    private void handOver() {
        if (chunk != null && chunk.isReadable()) {
            write(chunk.readRetainedSlice(chunk.readableBytes()));
        }
    }

    private void handOverLarge() {
        if (large != null) {
            write(large);
            large = null;
        }
    }

    private void write(ByteBuf bytes) {
        ChannelFuture unused = channel.write(bytes, channel.voidPromise()); // what fails comes to exceptionCaught
        flushIsDue = true;
    }

    private void flushIfMuch() {
        if (waitingBytes() >= flushBytes) {
            flush();
            flushBytes = Math.min(2 * flushBytes, MAX_FLUSH_BYTES);
        }
    }

    /** Writes what the batch has left waiting. */
    void endBatch() {
        flush();
        flushBytes = FLUSH_BYTES;
    }

    /** Writes what waits, as far as the kernel takes it. */
    void flush() {
        handOverLarge();
        boolean itself = handOverItself();
        if (!itself) {
            handOver();
        }
        if (!flushIsDue) {
            return;
        }
        flushIsDue = false;
        channel.flush();
        if (chunk != null && chunk.refCnt() == 1) {
            chunk.clear(); // all of it is written
        } else if (itself) {
            release(); // the channel goes on reading it
        }
    }

    /** Hands over the chunk, if nothing is before it. */
    private boolean handOverItself() {
        ChannelOutboundBuffer before = channel.unsafe().outboundBuffer();
        if (chunk == null || !chunk.isReadable() || before == null || before.totalPendingWriteBytes() > 0) {
            return false;
        }
        write(chunk.retain());
        return true;
    }

    void release() {
        if (large != null) {
            large.release();
            large = null;
        }
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }
}
