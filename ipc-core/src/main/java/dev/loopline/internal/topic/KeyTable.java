package dev.loopline.internal.topic;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the event of each topic and key waits in a ring: open addressing, at most half full, nothing allocated per event.
 *
 * <p>Peers choose the keys, so the hash is one that they cannot foresee.
 *
 * <p><b>Threading:</b> guarded by the lock of the queue.
 */
final class KeyTable {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED;
    private static final long FACTOR;

    static {
        SecureRandom random = new SecureRandom();
        SEED = random.nextLong();
        FACTOR = random.nextLong() | 1;
    }

    private long[] entries; // hash, then slot + 1; 0 where nothing is
    private int mask;

    KeyTable(int ringCapacity) {
        entries = new long[2 * ringCapacity];
        mask = entries.length - 1;
    }

    /** {@return the hash of an event's topic and key} */
    static int hash(HubEvent event) {
        return hash(event.topic(), event.key());
    }

    /** {@return the hash of topic and key} */
    static int hash(HubTopic topic, byte[] key) {
        long hash = mixed(SEED ^ key.length ^ ((long) System.identityHashCode(topic) << 32));
        int at = 0;
        for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONGS.get(key, at));
        }
        long rest = 0;
        for (; at < key.length; at++) {
            rest = (rest << Byte.SIZE) | (key[at] & 0xff);
        }
        hash = mixed(hash ^ rest);
        return (int) (hash ^ (hash >>> 32));
    }

    /** Folds the product of 128 bits, so that every bit of the input moves bits of every place. */
    private static long mixed(long value) {
        long odd = value ^ SEED;
        return Math.multiplyHigh(odd, FACTOR) ^ (odd * FACTOR);
    }

    /** Forgets everything, and makes room for a ring of another capacity. */
    void reset(int ringCapacity) {
        if (entries.length == 2 * ringCapacity) {
            Arrays.fill(entries, 0);
        } else {
            entries = new long[2 * ringCapacity];
            mask = entries.length - 1;
        }
    }

    /** Notes where an event waits whose topic and key have none yet. */
    void add(int hash, int slot) {
        int at = hash & mask;
        while (entries[at] != 0) {
            at = (at + 1) & mask;
        }
        entries[at] = ((long) hash << 32) | (slot + 1);
    }

    /** {@return the slot of the event with the same topic and key, which is forgotten; -1 if none waits} */
    int removeSame(int hash, HubEvent event, @Nullable HubEvent[] ring) {
        for (int at = hash & mask; entries[at] != 0; at = (at + 1) & mask) {
            int slot = slotOf(entries[at]);
            if (hashOf(entries[at]) == hash && isSame(requireNonNull(ring[slot], "event of a key"), event)) {
                removeAt(at);
                return slot;
            }
        }
        return -1;
    }

    /** Forgets the event that waits in a slot. */
    void remove(int hash, int slot) {
        int at = hash & mask;
        while (slotOf(entries[at]) != slot) {
            at = (at + 1) & mask;
        }
        removeAt(at);
    }

    private static int slotOf(long entry) {
        return (int) entry - 1;
    }

    private static int hashOf(long entry) {
        return (int) (entry >>> 32);
    }

    private static boolean isSame(HubEvent one, HubEvent other) {
        return one.topic() == other.topic() && Arrays.equals(one.key(), other.key());
    }

    /** Frees a place, and moves what follows so that no search ends too early. */
    private void removeAt(int at) {
        int free = at;
        for (int next = (free + 1) & mask; entries[next] != 0; next = (next + 1) & mask) {
            int home = hashOf(entries[next]) & mask;
            if (((next - home) & mask) >= ((next - free) & mask)) {
                entries[free] = entries[next];
                free = next;
            }
        }
        entries[free] = 0;
    }
}
