package dev.loopline.transport.inprocess;

import dev.loopline.transport.LimitedLog;
import dev.loopline.transport.TransportListener;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What the peer has sent to one end and this end has not taken yet, with the turns in which it takes it. */
final class Inbox {
    private static final LimitedLog LOG = LimitedLog.named(Inbox.class.getName());

    /** After so many, other connections of the thread come first. */
    private static final int CHUNKS_PER_TURN = 64;

    private final InProcessTransport owner;

    /** Filled in the peer's role, emptied in the owner's; the peer's high water bounds it. */
    private final Queue<ByteBuffer> chunks = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean turnIsDue = new AtomicBoolean();
    private @Nullable FrameCutter cutter; // owner's role only

    Inbox(InProcessTransport owner) {
        this.owner = owner;
    }

    /** Adds some bytes; none marks the end. Called in the peer's role. */
    void add(ByteBuffer bytes) {
        chunks.add(bytes);
        wake();
    }

    void open(TransportListener listener, int maxFrameBytes) {
        cutter = new FrameCutter(listener, maxFrameBytes);
    }

    /** Takes and drops from now on. */
    void stop() {
        if (cutter != null) {
            cutter.stop();
        }
    }

    void clear() {
        stop();
        chunks.clear();
    }

    private void wake() {
        if (turnIsDue.compareAndSet(false, true)) {
            owner.executeAlways(this::takeTurn);
        }
    }

    void takeTurn() {
        FrameCutter target = cutter;
        if (target == null) {
            return; // the owner is not open yet, and comes here when it is
        }
        turnIsDue.set(false);
        for (int i = 0; i < CHUNKS_PER_TURN; i++) {
            ByteBuffer bytes = chunks.poll();
            if (bytes == null || owner.isOver()) {
                return;
            }
            if (!bytes.hasRemaining()) {
                owner.endAfterPeer();
                return;
            }
            take(target, bytes);
        }
        wake();
    }

    private void take(FrameCutter target, ByteBuffer bytes) {
        int size = bytes.remaining();
        if (owner.isClosing()) {
            target.stop();
        }
        try {
            target.accept(bytes);
        } catch (ProtocolException e) {
            owner.end(e); // the peer's fault, so that it must not fill the log
        } catch (Throwable e) {
            LOG.warn("{} breaks: its listener failed", owner, e);
            owner.end(e);
        }
        owner.peer().taken(size);
    }
}
