package dev.loopline.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class LoopBuffersTest {
    private static final UnpooledByteBufAllocator OTHERWISE = UnpooledByteBufAllocator.DEFAULT;

    private final LoopBuffers buffers = LoopBuffers.ofLoop();

    @Test
    void givesOutTheSameBufferOnceItWasReleased() {
        ByteBuf first = buffers.forRead(OTHERWISE).writeInt(1);
        first.release();

        ByteBuf second = buffers.forRead(OTHERWISE);

        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isZero();
        second.release();
    }

    @Test
    void givesOutAnotherWhileOneIsInUse() {
        ByteBuf read = buffers.forRead(OTHERWISE);
        ByteBuf frame = buffers.forFrames(70_000, OTHERWISE);

        ByteBuf otherRead = buffers.forRead(OTHERWISE);
        ByteBuf otherFrame = buffers.forFrames(70_000, OTHERWISE);

        assertThat(otherRead).isNotSameAs(read);
        assertThat(otherFrame).isNotSameAs(frame);
        assertThat(otherRead.release()).isTrue();
        assertThat(otherFrame.release()).isTrue();
        read.release();
        frame.release();
    }

    @Test
    void growsWithTheFrames() {
        buffers.forFrames(70_000, OTHERWISE).release();

        ByteBuf larger = buffers.forFrames(1_000_000, OTHERWISE);

        assertThat(larger.writableBytes()).isGreaterThanOrEqualTo(1_000_000);
        larger.release();
    }
}
