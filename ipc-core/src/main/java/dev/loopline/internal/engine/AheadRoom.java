package dev.loopline.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * The room of one stream among the messages of its connection that are encoded ahead of their credit. All streams of a
 * connection share {@value #MAX_CONNECTION_BYTES} bytes for these; one message is always let in, however large.
 *
 * <p>Any thread; {@code this} guards the fields, and nobody is told of room while it is held.
 */
final class AheadRoom {
    /** As much as a receiver with the default limits lets in at once; more would only wait here instead of there. */
    static final long MAX_CONNECTION_BYTES = 16 * 1024 * 1024;

    private final HeapShare connection;
    private final Runnable onRoom;
    private volatile HeapShare.@Nullable Claim claim; // granted, or waiting; written under the monitor, as the next
    private volatile int wantedBytes; // by who was refused and did not wait

    /**
     * Makes the room of a stream that has none.
     *
     * @param connection what all streams of the connection share
     * @param onRoom told, on any thread, when there is room that was waited for
     */
    AheadRoom(HeapShare connection, Runnable onRoom) {
        this.connection = connection;
        this.onRoom = onRoom;
    }

    /** {@return whether there is room for a message now} */
    synchronized boolean tryTake(int bytes) {
        if (claim == null) {
            claim = connection.tryTake(bytes);
            wantedBytes = claim == null ? bytes : 0;
        }
        return isTaken();
    }

    /** {@return whether there is room for a message now; otherwise it is waited for} */
    synchronized boolean takeOrWait(int bytes) {
        if (claim == null) {
            claim = connection.take(bytes, onRoom);
        }
        return isTaken();
    }

    /** {@return whether there is room for the message that was refused last, if one was; otherwise it is waited for} */
    synchronized boolean takeOrWaitAsWanted() {
        return wantedBytes == 0 || takeOrWait(wantedBytes);
    }

    private boolean isTaken() {
        HeapShare.Claim taken = claim;
        return taken != null && taken.isGranted();
    }

    synchronized HeapShare.@Nullable Claim current() {
        return claim;
    }

    /** {@return what was taken or is waited for, which is the caller's to release now} */
    synchronized HeapShare.@Nullable Claim handOver() {
        HeapShare.Claim handed = claim;
        claim = null;
        wantedBytes = 0;
        return handed;
    }

    /** Gives back what was taken or is waited for. */
    void drop() {
        if (claim != null || wantedBytes != 0) { // with most messages neither
            release(handOver());
        }
    }

    /** Gives something back, unless it was handed over or given back meanwhile. */
    void drop(HeapShare.@Nullable Claim given) {
        synchronized (this) {
            if (claim != given) {
                return;
            }
            claim = null;
        }
        release(given);
    }

    static void release(HeapShare.@Nullable Claim given) {
        if (given != null) {
            given.release();
        }
    }
}
