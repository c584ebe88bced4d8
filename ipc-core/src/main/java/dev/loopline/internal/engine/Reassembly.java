package dev.loopline.internal.engine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a connection of which not all has arrived yet, within a bound of memory.
 *
 * <p>Every message may begin with as much as a window. Half of the memory is for these beginnings; a message that finds no
 * room there is refused. The other half is for the rest of messages: it is granted to them, in the order in which they
 * came, by credit. One message is always granted its rest, however large it is, so that all come to an end.
 *
 * <p>Used in the connection's role only.
 */
final class Reassembly {
    private final int windowBytes;
    private final long halfBytes;
    private final CreditGrant grant;
    private final Deque<Assembly> waiting = new ArrayDeque<>();
    private long beginningsBytes;
    private long restsBytes;

    /** Tells the peer that it may send more. */
    @FunctionalInterface
    interface CreditGrant {
        void grant(long streamId, int bytes);
    }

    /** A message of which not all has arrived. */
    static final class Assembly {
        private final long streamId;
        private final int totalBytes;
        private byte[] bytes;
        private int arrived;
        private boolean whole; // the rest was granted

        private Assembly(long streamId, int totalBytes, int firstBytes) {
            this.streamId = streamId;
            this.totalBytes = totalBytes;
            this.bytes = new byte[firstBytes];
            this.whole = firstBytes == totalBytes;
        }

        private int restBytes() {
            return totalBytes - bytes.length;
        }
    }

    Reassembly(int windowBytes, long maxBytes, CreditGrant grant) {
        this.windowBytes = windowBytes;
        this.halfBytes = maxBytes / 2;
        this.grant = grant;
    }

    /**
     * Makes room for a message.
     *
     * @param totalBytes size of the whole message, already found to be permitted
     * @return {@code null} if there is no room
     */
    @Nullable
    Assembly begin(long streamId, int totalBytes) {
        int first = Math.min(totalBytes, windowBytes);
        if (beginningsBytes + first > halfBytes) {
            return null;
        }
        beginningsBytes += first;
        Assembly assembly = new Assembly(streamId, totalBytes, first);
        if (!assembly.whole) {
            waiting.add(assembly);
            grantRests();
        }
        return assembly;
    }

    /**
     * Adds what arrived.
     *
     * @param last whether the peer says that the message is complete now
     * @return the whole message, {@code null} if more must come
     * @throws ProtocolException if it is more than was granted or announced, or less than announced
     */
    byte @Nullable [] append(Assembly assembly, ByteBuffer payload, boolean last) {
        int count = payload.remaining();
        if (count > assembly.bytes.length - assembly.arrived) {
            throw new ProtocolException("stream " + assembly.streamId + ": " + (assembly.arrived + (long) count)
                    + " bytes of a message (expected: at most the " + assembly.bytes.length + " granted)");
        }
        if (count == 0 && !last) {
            throw new ProtocolException("stream " + assembly.streamId + ": empty fragment (expected: 1 byte or more)");
        }
        payload.get(assembly.bytes, assembly.arrived, count);
        assembly.arrived += count;
        if (last != (assembly.arrived == assembly.totalBytes)) {
            throw new ProtocolException("stream " + assembly.streamId + ": message ends after " + assembly.arrived
                    + " bytes (expected: " + assembly.totalBytes + ", as announced)");
        }
        if (!last) {
            return null;
        }
        release(assembly);
        return assembly.bytes;
    }

    /** Frees the room of a message that is complete or not wanted any more. */
    void release(Assembly assembly) {
        int first = Math.min(assembly.totalBytes, windowBytes);
        beginningsBytes -= first;
        if (assembly.whole) {
            restsBytes -= assembly.totalBytes - first;
        } else {
            waiting.remove(assembly);
        }
        grantRests();
    }

    /** Grants nothing any more: the connection ends, and what is released then makes no room for others. */
    void close() {
        waiting.clear();
    }

    private void grantRests() {
        for (Assembly next = waiting.peek(); next != null; next = waiting.peek()) {
            int rest = next.restBytes();
            if (restsBytes > 0 && restsBytes + rest > halfBytes) {
                return;
            }
            waiting.remove();
            restsBytes += rest;
            next.bytes = next.arrived == 0 ? new byte[next.totalBytes] : Arrays.copyOf(next.bytes, next.totalBytes);
            next.whole = true;
            grant.grant(next.streamId, rest);
        }
    }
}
