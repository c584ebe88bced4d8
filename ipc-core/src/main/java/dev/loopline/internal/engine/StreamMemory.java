package dev.loopline.internal.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a connection for what arrives on streams and was not taken yet, beyond the
 * {@value StreamCredit#INITIAL_BYTES} bytes that every stream has.
 *
 * <p>One part of it raises the windows of streams whose readers keep up; a window that finds no room stays as it is. The
 * other part is for messages that are larger than their window: they are let in, in the order in which they came, and wait
 * while those before them have not been taken. One is always let in, however large. All connections of the process share a
 * bound for these too ({@link MessageMemory}).
 *
 * <p>Used in the connection's role only.
 */
final class StreamMemory {
    private final long maxWindowBytes;
    private final long maxLargeBytes;
    private final HeapShare shared;
    private final Consumer<Runnable> role;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private @Nullable Request first; // has room here, and waits for that of the process
    private long windowBytes;
    private long largeBytes;
    private boolean closed;

    /** Room that a large message asked for. */
    static final class Request {
        private final long bytes;
        private final Runnable onGranted;
        private HeapShare.@Nullable Claim claim;
        private boolean counted;

        private Request(long bytes, Runnable onGranted) {
            this.bytes = bytes;
            this.onGranted = onGranted;
        }
    }

    /**
     * Divides memory in halves.
     *
     * @param maxBytes for both parts together
     * @param memory bound of all connections
     * @param role runs a task in the connection's role, later
     */
    StreamMemory(long maxBytes, MessageMemory memory, Consumer<Runnable> role) {
        this.maxWindowBytes = maxBytes / 2;
        this.maxLargeBytes = maxBytes / 2;
        this.shared = memory.rests();
        this.role = role;
    }

    /** {@return whether there was room to raise a window by so much} */
    boolean raiseWindow(long bytes) {
        if (windowBytes + bytes > maxWindowBytes) {
            return false;
        }
        windowBytes += bytes;
        return true;
    }

    /** Gives back what windows were raised by. */
    void lowerWindow(long bytes) {
        windowBytes -= bytes;
    }

    /**
     * Asks for room for a large message.
     *
     * @param bytes 1 or more
     * @param onGranted run when there is room, perhaps within this call
     * @return to be given back
     */
    Request request(long bytes, Runnable onGranted) {
        Request request = new Request(bytes, onGranted);
        waiting.add(request);
        grant();
        return request;
    }

    /** Gives room back, also room that was not granted yet. */
    void release(Request request) {
        if (request.counted) {
            largeBytes -= request.bytes;
        } else {
            waiting.remove(request);
        }
        if (first == request) {
            first = null;
        }
        if (request.claim != null) {
            request.claim.release();
        }
        grant();
    }

    /** Grants nothing any more: the connection ends, and what is given back then makes no room for others. */
    void close() {
        closed = true;
        waiting.clear();
    }

    private void grant() {
        while (first == null && !closed) {
            Request next = waiting.peek();
            if (next == null || (largeBytes > 0 && largeBytes + next.bytes > maxLargeBytes)) {
                return;
            }
            waiting.remove();
            largeBytes += next.bytes;
            next.counted = true;
            first = next;
            next.claim = shared.take(next.bytes, () -> role.accept(this::goOn));
            grantFirst();
        }
    }

    /** Other connections have freed some memory. */
    private void goOn() {
        grantFirst();
        grant();
    }

    private void grantFirst() {
        Request next = first;
        if (next != null && next.claim != null && next.claim.isGranted() && !closed) {
            first = null;
            next.onGranted.run();
        }
    }
}
