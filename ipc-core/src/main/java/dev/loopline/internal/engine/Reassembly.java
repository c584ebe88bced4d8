package dev.loopline.internal.engine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a connection of which not all has arrived yet, within a bound of memory.
 *
 * <p>Every message may begin with as much as a window. Half of the memory is for these beginnings; a message that finds no
 * room there is refused. The other half is for the rest of messages: it is granted to them, in the order in which they
 * came, by credit. One message is always granted its rest, however large it is, so that all come to an end.
 *
 * <p>All connections of the process together have such halves too ({@link MessageMemory}). What a message has of those it
 * keeps until it was decoded.
 *
 * <p>Used in the connection's role only.
 */
final class Reassembly {
    private final int windowBytes;
    private final long halfBytes;
    private final CreditGrant grant;
    private final MessageMemory memory;
    private final Consumer<Runnable> role;
    private final DeadlineTimer timer;
    private final Deque<Assembly> waiting = new ArrayDeque<>();
    private long beginningsBytes;
    private long restsBytes;
    private @Nullable Assembly next; // waits for memory of the process
    private boolean closed;

    /** Tells the peer that it may send more. */
    @FunctionalInterface
    interface CreditGrant {
        void grant(long streamId, int bytes);
    }

    /** A message of which not all has arrived. */
    static final class Assembly {
        private final long streamId;
        private final int totalBytes;
        private final int firstBytes;
        private byte[] bytes = new byte[0]; // as long as what may come, once it was made
        private int arrived;
        private boolean whole; // the rest was granted
        private final HeapShare.Claim beginning;
        private final Progress progress;
        private volatile HeapShare.@Nullable Claim rest;

        private Assembly(long streamId, int totalBytes, int firstBytes, HeapShare.Claim beginning, Progress progress) {
            this.streamId = streamId;
            this.totalBytes = totalBytes;
            this.firstBytes = firstBytes;
            this.whole = firstBytes == totalBytes;
            this.beginning = beginning;
            this.progress = progress;
        }

        /** {@return when to look at it again; not after the given time if its sender does not go on} */
        long look(long nowNanos) {
            return progress.look(nowNanos, arrived, !whole);
        }

        /** The bytes of the message are not needed any more. Any thread; later calls have no effect. */
        void free() {
            beginning.release();
            HeapShare.Claim claimed = rest;
            if (claimed != null) {
                claimed.release();
            }
        }

        private int restBytes() {
            return totalBytes - firstBytes;
        }
    }

    /**
     * Makes an empty one.
     *
     * @param maxBytes bound of this connection
     * @param memory bound of all connections
     * @param role runs a task in the connection's role, later
     * @param timer goes off when messages are to be looked at
     */
    Reassembly(
            int windowBytes,
            long maxBytes,
            MessageMemory memory,
            Consumer<Runnable> role,
            DeadlineTimer timer,
            CreditGrant grant) {
        this.windowBytes = windowBytes;
        this.halfBytes = maxBytes / 2;
        this.memory = memory;
        this.role = role;
        this.timer = timer;
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
        HeapShare.Claim beginning = memory.beginnings().tryTake(first);
        if (beginning == null) {
            return null;
        }
        Assembly assembly = new Assembly(streamId, totalBytes, first, beginning, new Progress(timer));
        beginningsBytes += first;
        if (!assembly.whole) {
            waiting.add(assembly);
            grantRests();
        }
        try {
            if (assembly.bytes.length == 0) { // otherwise the rest was granted already
                assembly.bytes = new byte[first];
            }
        } catch (OutOfMemoryError e) { // the application has taken what is counted on here
            release(assembly);
            return null;
        }
        assembly.progress.begin(!assembly.whole);
        return assembly;
    }

    /**
     * Adds what arrived.
     *
     * @param last whether the peer says that the message is complete now
     * @return the whole message, {@code null} if more must come; who takes it {@linkplain Assembly#free frees} it once it
     *     is decoded
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
        leave(assembly);
        return assembly.bytes;
    }

    /** Frees the room of a message that is not wanted any more. */
    void release(Assembly assembly) {
        leave(assembly);
        assembly.free();
    }

    private void leave(Assembly assembly) {
        int first = assembly.firstBytes;
        beginningsBytes -= first;
        if (assembly.whole) {
            restsBytes -= assembly.totalBytes - first;
        } else if (next == assembly) {
            next = null;
        } else {
            waiting.remove(assembly);
        }
        grantRests();
    }

    /** Grants nothing any more: the connection ends, and what is released then makes no room for others. */
    void close() {
        closed = true;
        waiting.clear();
    }

    private void grantRests() {
        for (Assembly first = waiting.peek(); first != null && next == null; first = waiting.peek()) {
            int rest = first.restBytes();
            if (restsBytes > 0 && restsBytes + rest > halfBytes) {
                return;
            }
            waiting.remove();
            next = first;
            first.rest = memory.rests().take(rest, () -> role.accept(this::goOn));
            if (!grantNext()) {
                return;
            }
        }
    }

    /** Other connections have freed some memory. */
    private void goOn() {
        if (grantNext()) {
            grantRests();
        }
    }

    private boolean grantNext() {
        Assembly first = next;
        HeapShare.Claim claim = first == null ? null : first.rest;
        if (first == null || claim == null || !claim.isGranted() || closed) {
            return false; // has to wait, or is not wanted any more
        }
        next = null;
        int rest = first.restBytes();
        try {
            first.bytes =
                    first.arrived == 0 ? new byte[first.totalBytes] : Arrays.copyOf(first.bytes, first.totalBytes);
        } catch (OutOfMemoryError e) { // the application has taken what is counted on here
            claim.release();
            waiting.addFirst(first); // tried again when another message leaves, or else its deadline passes
            return false;
        }
        restsBytes += rest;
        first.whole = true;
        grant.grant(first.streamId, rest);
        return true;
    }
}
