package dev.loopline.internal.topic;

import dev.loopline.Certainty;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.Logs;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events on their way into a stream to the hub. They are encoded one behind the other, and leave as one message when the
 * connection's role has its next turn, or before that when they are many: whoever publishes without a pause pays for a
 * message only now and then, and a single event leaves as soon as it would have alone.
 *
 * <p>Any thread. Whoever publishes holds the lock, also while it waits for the hub; the role only tries to get it, and whoever has
 * it then lets the role come again.
 */
final class PublicationSender {
    private static final int MAX_BYTES = RemoteFeed.MESSAGE_BYTES;

    private final BidiStream<PublicationMessage, ?> stream;
    private final Executor role;
    private final int maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable flush = this::flush;
    private volatile boolean waiting; // somebody waits for the hub, with the lock
    private volatile boolean completing; // nothing comes behind what waits
    private final EncodedElements several = PublicationMessage.roomForSeveral(); // guarded by the lock

    /**
     * Makes it.
     *
     * @param stream where events go
     * @param role runs tasks in the role of the connection
     * @param maxMessageBytes what the hub takes
     */
    PublicationSender(BidiStream<PublicationMessage, ?> stream, Executor role, long maxMessageBytes) {
        this.stream = stream;
        this.role = role;
        this.maxBytes = (int) Math.min(MAX_BYTES, maxMessageBytes);
    }

    /**
     * Sends an event, behind all before. Waits while the hub takes none.
     *
     * @throws StatusException if the stream has ended, or the event is too large
     * @throws IllegalStateException if the stream was completed, or on a thread that must not wait
     */
    void send(PublicationMessage message) {
        if (BlockingCalls.onTransportThread()) {
            if (!trySend(message)) {
                BlockingCalls.requireWaitingAllowed(true, "publish");
            }
            return;
        }
        int own = message.getSerializedSize();
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.cancelled("publish", Certainty.NOT_EXECUTED).asException();
        }
        try {
            requireNotCompleted();
            if (!fits(own) && !trySendWaiting()) {
                waiting = true;
                stream.send(PublicationMessage.several(several));
                several.clear();
            }
            if (fits(own)) {
                several.add(own, message::writeTo);
            } else if (!stream.trySend(message)) {
                waiting = true;
                stream.send(message);
            }
        } finally {
            if (waiting) { // a write that others see at once is not cheap
                waiting = false;
            }
            unlock();
        }
    }

    /** {@return whether an event was sent, which it is not if that would wait} */
    boolean trySend(PublicationMessage message) {
        int own = message.getSerializedSize();
        while (!lock.tryLock()) { // somebody else is encoding an event, or waits for the hub
            if (waiting) {
                return false;
            }
            Thread.onSpinWait();
        }
        try {
            requireNotCompleted();
            if (!fits(own) && !trySendWaiting()) {
                return false;
            }
            if (!fits(own)) {
                return stream.trySend(message);
            }
            several.add(own, message::writeTo);
            return true;
        } finally {
            unlock();
        }
    }

    private void requireNotCompleted() {
        if (completing) {
            throw new IllegalStateException("publish: an event behind the end of its stream (expected: before it)");
        }
    }

    private boolean fits(int own) {
        return several.count() < PublicationMessage.MAX_SEVERAL && several.bytes() + several.bytesWith(own) <= maxBytes;
    }

    private boolean trySendWaiting() {
        if (several.count() > 0) {
            if (!stream.trySend(PublicationMessage.several(several))) {
                return false;
            }
            several.clear();
        }
        return true;
    }

    /** Takes no more events; those that wait still leave. Does not wait. */
    void complete() {
        completing = true;
        schedule();
    }

    private void unlock() {
        boolean due = several.count() > 0;
        lock.unlock();
        if (due || completing) { // the role may have come meanwhile
            schedule();
        }
    }

    private void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            role.execute(flush);
        }
    }

    /** In the role. */
    private void flush() {
        scheduled.set(false); // first: what is added from now on schedules the next turn
        if (!lock.tryLock()) {
            return; // whoever has it schedules another turn
        }
        boolean sent = true;
        try {
            sent = trySendWaiting();
            if (sent && completing) {
                stream.complete();
            }
        } catch (StatusException e) { // the stream has ended, and with it what waits
            Logs.ENGINE.debug("publishing: {} bytes are not sent", several.bytes(), e);
            several.clear();
        } finally {
            lock.unlock();
        }
        if (!sent) {
            stream.whenReady(this::schedule);
        }
    }
}
