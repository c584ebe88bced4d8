package dev.loopline.internal.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open streams of one direction, in an array of slots indexed by stream id.
 *
 * <p>Ids of one side are every other number and rise, so consecutive streams fall into consecutive slots and a look-up is
 * one array access. A stream that outlives a whole round of the array pushes later ones to the next free slot (linear
 * probing; removal closes the gap, Knuth, The Art of Computer Programming 6.4, Algorithm R). As long as none was pushed, which is how
 * it nearly always is, there is no gap to close, however many streams stand in a row.
 *
 * <p>Used in the connection's role only.
 *
 * @param <T> the streams
 */
final class StreamTable<T> {
    private static final int FIRST_CAPACITY = 64;

    private long[] ids = new long[FIRST_CAPACITY]; // 0 is a free slot
    private @Nullable Object[] streams = new Object[FIRST_CAPACITY];
    private int size;
    private int pushed; // streams that are not in the slot of their id

    int size() {
        return size;
    }

    void put(long id, T stream) {
        if (2 * (size + 1) > ids.length) {
            grow();
        }
        int slot = slotOf(id);
        if (ids[slot] == 0) {
            size++;
            pushed += isPushed(id, slot) ? 1 : 0;
        }
        ids[slot] = id;
        streams[slot] = stream;
    }

    @SuppressWarnings("unchecked") // only put() stores, and only Ts
    @Nullable
    T get(long id) {
        int slot = slotOf(id);
        return ids[slot] == id ? (T) streams[slot] : null;
    }

    @SuppressWarnings("unchecked") // only put() stores, and only Ts
    @Nullable
    T remove(long id) {
        int slot = slotOf(id);
        if (ids[slot] != id) {
            return null;
        }
        T found = (T) streams[slot];
        pushed -= isPushed(id, slot) ? 1 : 0;
        size--;
        int freed = closeGap(slot);
        ids[freed] = 0;
        streams[freed] = null;
        return found;
    }

    /** Passes every stream to an action, which must not change the table. */
    @SuppressWarnings("unchecked") // only put() stores, and only Ts
    void forEach(Consumer<? super T> action) {
        for (Object stream : streams) {
            if (stream != null) {
                action.accept((T) stream);
            }
        }
    }

    void clear() {
        Arrays.fill(ids, 0);
        Arrays.fill(streams, null);
        size = 0;
        pushed = 0;
    }

    /** The slot that holds the id, or else the free one where it belongs. */
    private int slotOf(long id) {
        int mask = ids.length - 1;
        int slot = home(id, mask);
        while (ids[slot] != 0 && ids[slot] != id) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int home(long id, int mask) {
        return (int) (id >>> 1) & mask;
    }

    private boolean isPushed(long id, int slot) {
        return slot != home(id, ids.length - 1);
    }

    /** Moves streams that a gap has come before, and returns where the gap is then. */
    private int closeGap(int first) {
        int mask = ids.length - 1;
        int gap = first;
        int slot = (gap + 1) & mask;
        while (pushed > 0 && ids[slot] != 0) {
            int distance = (slot - home(ids[slot], mask)) & mask;
            if (distance >= ((slot - gap) & mask)) {
                ids[gap] = ids[slot];
                streams[gap] = streams[slot];
                pushed -= isPushed(ids[gap], gap) ? 0 : 1;
                gap = slot;
            }
            slot = (slot + 1) & mask;
        }
        return gap;
    }

    private void grow() {
        long[] oldIds = ids;
        @Nullable Object[] oldStreams = streams;
        ids = new long[oldIds.length * 2];
        streams = new Object[ids.length];
        pushed = 0;
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != 0) {
                int slot = slotOf(oldIds[i]);
                ids[slot] = oldIds[i];
                streams[slot] = oldStreams[i];
                pushed += isPushed(oldIds[i], slot) ? 1 : 0;
            }
        }
    }
}
