package dev.loopline.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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
    void givesOutAnotherToReadIntoWhileOneIsInUse() {
        ByteBuf read = buffers.forRead(OTHERWISE);

        ByteBuf other = buffers.forRead(OTHERWISE);

        assertThat(other).isNotSameAs(read);
        assertThat(other.release()).as("freed").isTrue();
        read.release();
    }

    @Test
    void keepsFourToWriteFromAndNotOneMore() {
        List<ByteBuf> kept = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            kept.add(buffers.forFrames(70_000, OTHERWISE));
        }

        ByteBuf fifth = buffers.forFrames(70_000, OTHERWISE);

        Set<ByteBuf> different = Collections.newSetFromMap(new IdentityHashMap<>()); // buffers of equal bytes are equal
        different.addAll(kept);
        different.add(fifth);
        assertThat(different).hasSize(5);
        assertThat(fifth.release()).as("freed").isTrue();
        for (ByteBuf each : kept) {
            assertThat(each.release()).as("freed").isFalse();
        }
        ByteBuf again = buffers.forFrames(70_000, OTHERWISE);
        assertThat(again).isSameAs(kept.get(0));
        again.release();
    }

    @Test
    void growsWithTheFrames() {
        buffers.forFrames(70_000, OTHERWISE).release();

        ByteBuf larger = buffers.forFrames(1_000_000, OTHERWISE);

        assertThat(larger.writableBytes()).isGreaterThanOrEqualTo(1_000_000);
        larger.release();
    }
}
