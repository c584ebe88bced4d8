package dev.loopline.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The large buffers of an event loop, used again for whatever its connections read and write next: one to read into, since what
 * is read is taken out within the callback, and some to write from. They stay in the processor's cache, and nobody has to
 * clear fresh memory.
 *
 * <p>Whoever gets a buffer releases it once. One that is still in use is not given out again: then there is another for once.
 */
final class LoopBuffers {
    /** As much as one read brings, at most. */
    static final int READ_BYTES = 256 * 1024;

    /** As much as one write of large frames brings: four of the default size, each with its length. */
    static final int WRITE_BYTES = 4 * (64 * 1024 + Outbound.LENGTH_BYTES);

    /** How many such writes may wait for the kernel before fresh memory is taken: it has to be cleared, which takes as long as a copy. */
    private static final int WRITES = 4;

    /** The socket is left to others after so many reads. */
    private static final int READS_IN_TURN = 4;

    /** How channels get the buffer that they read into. */
    static final RecvByteBufAllocator READS = new Reads().maxMessagesPerRead(READS_IN_TURN);

    private static final ByteBufAllocator KEPT =
            new UnpooledByteBufAllocator(true, true); // not leaks: until a loop ends
    private static final FastThreadLocal<LoopBuffers> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected LoopBuffers initialValue() {
            return new LoopBuffers();
        }

        @Override
        protected void onRemoval(LoopBuffers ended) {
            ended.release();
        }
    };

    private @Nullable ByteBuf read;
    private final @Nullable ByteBuf[] frames = new ByteBuf[WRITES];

    private LoopBuffers() {}

    /** {@return those of the current thread} */
    static LoopBuffers ofLoop() {
        return OF_LOOP.get();
    }

    /** {@return an empty buffer to read into} */
    ByteBuf forRead(ByteBufAllocator otherwise) {
        ByteBuf kept = read;
        if (kept == null) {
            kept = KEPT.directBuffer(READ_BYTES, READ_BYTES);
            read = kept;
        }
        return kept.refCnt() == 1 ? kept.clear().retain() : otherwise.directBuffer(READ_BYTES, READ_BYTES);
    }

    /** {@return an empty buffer with room for a frame of so many bytes, and for some more frames} */
    ByteBuf forFrames(int bytes, ByteBufAllocator otherwise) {
        int room = Math.max(bytes, WRITE_BYTES);
        for (int i = 0; i < frames.length; i++) {
            ByteBuf kept = frames[i];
            if (kept == null) {
                kept = KEPT.directBuffer(room, room);
                frames[i] = kept;
            } else if (kept.refCnt() > 1) {
                continue; // the kernel has not taken all of it
            } else if (kept.capacity() < room) {
                kept.release();
                kept = KEPT.directBuffer(room, room);
                frames[i] = kept;
            }
            return kept.clear().retain();
        }
        return otherwise.directBuffer(room, room);
    }

    private void release() {
        if (read != null) {
            read.release();
        }
        for (ByteBuf kept : frames) {
            if (kept != null) {
                kept.release();
            }
        }
    }

    private static final class Reads extends DefaultMaxMessagesRecvByteBufAllocator {
        @Override
        public MaxMessageHandle newHandle() {
            return new MaxMessageHandle() {
                @Override
                public ByteBuf allocate(ByteBufAllocator allocator) {
                    return ofLoop().forRead(allocator);
                }

                @Override
                public int guess() {
                    return READ_BYTES;
                }
            };
        }
    }
}
