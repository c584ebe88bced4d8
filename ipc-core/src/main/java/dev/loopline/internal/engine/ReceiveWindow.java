package dev.loopline.internal.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How much the peer may send on a stream, counted since the stream began.
 *
 * <pre>
 *   0         taken         received            granted = taken + window; received + window within a large message
 *   |-----------|==============|-------------------|
 *               what waits for     what may still
 *               the reader         come
 * </pre>
 *
 * <p>A message that is larger than what was granted when it began has memory of its own. While it arrives, more is granted
 * as its bytes come, so that never more than a window is on its way however large it is. If the reader has taken everything
 * before it, what may follow it is granted too: the next message begins while this one is being taken.
 *
 * <p>Credit is granted anew when half a window was taken. The window begins small and is raised, first to the configured
 * size, then twofold up to {@link StreamCredit#MAX_WINDOW_BYTES}, whenever the reader is found to have taken everything:
 * then it is the window that limits the stream, not the reader.
 *
 * <p>Used in the connection's role only, except {@link #isDue}.
 */
final class ReceiveWindow {
    /** From so little on its way on, more of a large message is granted. */
    private static final int LOW_BYTES = StreamCredit.MAX_WINDOW_BYTES / 2;

    private final StreamMemory memory;
    private final int configuredBytes;
    private final DeadlineTimer timer;
    private final IntConsumer sendCredit;
    private final Deque<StreamMemory.Request> untaken =
            new ArrayDeque<>(0); // large messages that the reader has not taken
    private long received;
    private long taken; // as far as it is known here
    private long granted = StreamCredit.INITIAL_BYTES;
    private int windowBytes = StreamCredit.INITIAL_BYTES;
    private int largeReleased;
    private @Nullable LargeArrival arriving;
    private boolean arrivingIsCounted; // whether it has, or waits for, memory of its own
    private long beganAt; // received before it
    private long endsAt; // received once all of it is there
    private @Nullable Progress progress; // of the message that arrives
    private volatile long dueAt = StreamCredit.INITIAL_BYTES / 2;

    /**
     * Makes the window of a stream that was just opened.
     *
     * @param memory where raises and large messages take room from
     * @param configuredBytes the first size to which it is raised
     * @param timer goes off when a large message is to be looked at
     * @param sendCredit tells the peer that it may send more, by so many bytes
     */
    ReceiveWindow(StreamMemory memory, int configuredBytes, DeadlineTimer timer, IntConsumer sendCredit) {
        this.memory = memory;
        this.configuredBytes = Math.min(configuredBytes, StreamCredit.MAX_WINDOW_BYTES);
        this.timer = timer;
        this.sendCredit = sendCredit;
    }

    /** {@return whether the reader has taken so much that the role should look at it; any thread} */
    boolean isDue(long taken) {
        return taken >= dueAt;
    }

    /**
     * A message or a piece of one arrived.
     *
     * @param streamId for the error
     * @param bytes its cost
     * @throws ProtocolException if it is more than was granted
     */
    void onArrived(long streamId, int bytes) {
        received += bytes;
        if (received > granted) {
            throw new ProtocolException("stream " + streamId + ": " + received
                    + " bytes, messages counted with " + StreamCredit.MESSAGE_OVERHEAD_BYTES
                    + " more each (expected: at most the " + granted + " granted)");
        }
    }

    /**
     * A large message began. Its first bytes are covered by what is granted already, the rest is granted when there is
     * memory for it.
     *
     * @return whether memory was asked for, which is given back once the message was taken
     */
    boolean onLargeBegan(LargeArrival message, int firstBytes) {
        int covered = (int) Math.min(message.totalBytes(), firstBytes + granted - received);
        message.mayBring(covered);
        arriving = message;
        beganAt = received - firstBytes - StreamCredit.MESSAGE_OVERHEAD_BYTES;
        endsAt = received - firstBytes + message.totalBytes();
        arrivingIsCounted = covered < message.totalBytes();
        if (arrivingIsCounted) {
            untaken.add(memory.request(message.totalBytes(), () -> {
                message.mayBring(message.totalBytes());
                grantUpTo(received + ahead());
            }));
        }
        progress = new Progress(timer);
        progress.begin(isWaiting());
        return arrivingIsCounted;
    }

    /**
     * More of a large message arrived.
     *
     * @param nowTaken cost of all that the reader has taken
     */
    void onLargeWentOn(long nowTaken) {
        taken = nowTaken;
        if (arrivingIsCounted && !isWaiting() && granted - received <= LOW_BYTES) {
            grantUpTo(received + ahead());
        }
    }

    /** How much may be on its way while a large message arrives that has its memory. */
    private long ahead() {
        long rest = Math.min(endsAt - received, StreamCredit.MAX_WINDOW_BYTES);
        return taken >= beganAt ? Math.max(rest, windowBytes) : rest;
    }

    /**
     * Looks whether the large message that arrives goes on.
     *
     * @return when to look again, {@link DeadlineTimer#NEVER} if none arrives; not after the given time if its sender keeps
     *     it back
     */
    long look(long nowNanos) {
        LargeArrival message = arriving;
        Progress watched = progress;
        return message == null || watched == null
                ? DeadlineTimer.NEVER
                : watched.look(nowNanos, message.arrived(), isWaiting());
    }

    /** {@return whether a large message waits for memory, rather than for its sender} */
    boolean isWaiting() {
        return arriving != null && !arriving.mayBringAll();
    }

    /** A large message is complete. */
    void onLargeArrived() {
        arriving = null;
        progress = null;
    }

    /**
     * The reader has taken more.
     *
     * @param nowTaken cost of all that it has taken
     * @param large how many large messages were among it
     */
    void onTaken(long nowTaken, int large) {
        taken = nowTaken;
        onLargeTaken(large);
        if (isWaiting()) {
            return; // what was granted now would be taken for a grant of its rest
        }
        boolean amidLarge = arriving != null && arrivingIsCounted;
        if (taken == received || (amidLarge && taken >= beganAt)) {
            raise();
        }
        long window = taken + windowBytes;
        grantUpTo(amidLarge ? Math.max(window, received + ahead()) : window);
        dueAt = taken + windowBytes / 2;
    }

    /** Frees the memory of large messages that were taken. */
    void onLargeTaken(int large) {
        for (; largeReleased < large; largeReleased++) {
            memory.release(untaken.remove());
        }
    }

    /** Gives back everything. */
    void close() {
        memory.lowerWindow(windowBytes - StreamCredit.INITIAL_BYTES);
        windowBytes = StreamCredit.INITIAL_BYTES;
        while (!untaken.isEmpty()) {
            memory.release(untaken.remove());
        }
        arriving = null;
        largeReleased = Integer.MAX_VALUE;
    }

    private void raise() {
        int raised = windowBytes < configuredBytes
                ? configuredBytes
                : Math.min(StreamCredit.MAX_WINDOW_BYTES, 2 * windowBytes);
        if (raised > windowBytes && memory.raiseWindow(raised - windowBytes)) {
            windowBytes = raised;
        }
    }

    private void grantUpTo(long position) {
        if (position > granted) {
            int more = (int) (position - granted);
            granted = position;
            sendCredit.accept(more);
        }
    }
}
