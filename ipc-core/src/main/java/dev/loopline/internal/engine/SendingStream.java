package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.StreamSender;
import dev.loopline.internal.wire.EncodedMessage;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.internal.wire.OutboundFrame;
import dev.loopline.proto.wire.v1.CallStatus;
import dev.loopline.transport.AdaptiveSpin;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a call, on its way out: applications encode messages into a queue, the connection's role moves them
 * into frames.
 *
 * <p>Whoever puts a message in has taken credit for it, so all that waits here may leave. The exception is a message that
 * is larger than the credit left, of which there is one at a time: the role takes credit for its fragments as it comes.
 *
 * <p>The role never waits for the lock of those who send; it looks at {@link #waiter}, the one of them that waits for room.
 *
 * @param <T> the messages
 */
final class SendingStream<T extends MessageLite> implements StreamSender<T>, BulkSource {
    private final StreamCall call;
    private final long maxMessageBytes;
    private final int maxFrameBytes;
    private final MessageMemory memory;
    private final UnaryOperator<T> filter;
    private final MessageQueue queue = new MessageQueue();
    private final AtomicLong granted =
            new AtomicLong(StreamCredit.INITIAL_BYTES); // less what the role has taken; written by it
    private final AtomicLong taken = new AtomicLong(); // of that, by those who send; written under their lock
    private final ReentrantLock senders = new ReentrantLock(); // who sends; held while waiting, never taken by the role
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> whenReady = new AtomicReference<>();
    private final AtomicReference<@Nullable Runnable> onStop = new AtomicReference<>();
    private final Runnable flush = this::flush;
    private final Runnable tellReady = this::tellReady;
    private final AheadRoom room; // for a message that is to go ahead of its credit
    private volatile HeapShare.@Nullable Claim ahead; // of the message that is ahead of its credit, of the process
    private volatile HeapShare.@Nullable Claim aheadOfConnection; // likewise, of the connection
    private volatile @Nullable EncodedMessage aheadOfCredit; // the last of all; set by who sends, cleared by the role
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>(); // asked for; no message after it
    private volatile boolean completed; // and nobody is still putting one in
    private volatile @Nullable Status stopped; // why nothing can be sent any more
    private volatile boolean asynchronous; // whether the application ends this itself
    private volatile @Nullable Thread waiter;

    private boolean opened; // role only, as all below
    private boolean active; // in the hands of outbound
    private boolean ended;
    private boolean nextIsEnd;
    private int largeSent;
    private boolean sent; // a message, or the beginning of one
    private int nextBytes; // of a large message, in the frame filled in last

    /**
     * How a direction ends.
     *
     * @param status what is sent behind the last message; {@code null} to say END with it
     * @param code of the call
     */
    record Ending(@Nullable CallStatus status, StatusCode code) {
        static final Ending WELL = new Ending(null, StatusCode.OK);
    }

    /**
     * Makes a direction of which nothing was sent yet.
     *
     * @param call what it belongs to
     * @param maxFrameBytes largest frame that both sides take
     * @param maxMessageBytes what the peer takes
     * @param memory what large messages may take until they are sent
     * @param aheadOfCredit what those of this connection may take that are encoded ahead of their credit
     * @param filter sees every message that is sent
     */
    SendingStream(
            StreamCall call,
            int maxFrameBytes,
            long maxMessageBytes,
            MessageMemory memory,
            HeapShare aheadOfCredit,
            UnaryOperator<T> filter) {
        this.call = call;
        this.maxFrameBytes = maxFrameBytes;
        this.maxMessageBytes = maxMessageBytes;
        this.memory = memory;
        this.filter = filter;
        this.room = new AheadRoom(aheadOfCredit, this::onRoom);
    }

    // ---- any thread

    @Override
    public void send(T message) {
        try {
            senders.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        try {
            requireOpen();
            int size = message.getSerializedSize();
            if (!mayPut(size, true)) {
                await(size);
            }
            put(message);
        } finally {
            room.drop(); // if it was not put in
            senders.unlock();
            settleEnd();
            tellReady(); // who waited here may have kept that from being told
        }
        schedule();
    }

    @Override
    public boolean trySend(T message) {
        while (!senders.tryLock()) { // somebody else is encoding a message, or waits for room
            if (waiter != null || isOver() || !mayBegin(message.getSerializedSize())) {
                requireOpen();
                return false;
            }
            Thread.onSpinWait();
        }
        try {
            requireOpen();
            if (!mayPut(message.getSerializedSize(), false)) {
                return false;
            }
            put(message);
        } finally {
            senders.unlock();
            settleEnd();
        }
        schedule();
        return true;
    }

    private static long cost(int size) {
        return (long) size + StreamCredit.MESSAGE_OVERHEAD_BYTES;
    }

    private long credit() {
        return granted.get() - taken.get();
    }

    /** Two counters, each with one writer, cost the sender less than one with two. */
    private void take(long cost) {
        taken.setRelease(taken.getPlain() + cost);
    }

    private boolean mayBegin(int size) {
        return aheadOfCredit == null && credit() >= Math.min(cost(size), StreamCredit.BEGIN_BYTES);
    }

    /** {@return whether a message may be put in now. Without credit for all of it there must be room to go ahead} */
    private boolean mayPut(int size, boolean waiting) {
        return mayBegin(size) && (credit() >= cost(size) || (waiting ? room.takeOrWait(size) : room.tryTake(size)));
    }

    /** Under the lock, with room to begin. */
    private void put(T message) {
        T filtered = filter.apply(message);
        int size = filtered.getSerializedSize();
        if (size > maxMessageBytes) {
            throw Failures.messageTooLarge("message of " + call.method(), size, maxMessageBytes, Certainty.NOT_EXECUTED)
                    .asException()
                    .withCallerTrace();
        }
        long cost = (long) size + StreamCredit.MESSAGE_OVERHEAD_BYTES;
        if (credit() < cost) {
            putAhead(filtered, size);
        } else if (size <= Math.min(MessageQueue.COPIED_BYTES, maxFrameBytes - FrameHeader.BYTES)) {
            take(cost);
            queue.put(filtered, size);
        } else {
            EncodedMessage encoded = encode(filtered);
            take(cost);
            queue.putLarge(encoded);
        }
    }

    /** Puts in a message before there is credit for all of it. */
    private void putAhead(T message, int size) {
        room.takeOrWait(
                size); // a filter may have made it larger than it was found to be: then it is counted when it can be
        HeapShare.Claim ofConnection = room.handOver();
        HeapShare.Claim claim = memory.sending().tryTake(size);
        if (claim == null) {
            AheadRoom.release(ofConnection);
            throw Failures.sendingFull("message of " + call.method(), size, Certainty.NOT_EXECUTED)
                    .asException()
                    .withCallerTrace();
        }
        try {
            EncodedMessage encoded = encode(message);
            ahead = claim;
            aheadOfConnection = ofConnection;
            aheadOfCredit = encoded;
            queue.putLarge(encoded);
        } catch (StatusException e) {
            claim.release();
            AheadRoom.release(ofConnection);
            throw e;
        }
        if (stopped != null) {
            freeAhead(); // the role may have looked for it too early
        }
    }

    private EncodedMessage encode(T message) {
        try {
            return EncodedMessage.of(message);
        } catch (OutOfMemoryError e) {
            throw Failures.outOfMemory("message of " + call.method(), Certainty.NOT_EXECUTED, e)
                    .asException()
                    .withCallerTrace();
        }
    }

    private void freeAhead() {
        HeapShare.Claim claim = ahead;
        HeapShare.Claim ofConnection = aheadOfConnection;
        ahead = null;
        aheadOfConnection = null;
        AheadRoom.release(claim);
        AheadRoom.release(ofConnection);
    }

    private void requireOpen() {
        Status why = stopped;
        if (why != null) {
            throw why.asException().withCallerTrace();
        }
        if (ending.get() != null) {
            throw new IllegalStateException(call.method() + ": a message after the end of its stream (expected: before"
                    + " complete and fail, and before the handler returns)");
        }
    }

    private void await(int size) {
        BlockingCalls.requireWaitingAllowed(call.onTransportThread(), call.method());
        long begun = AdaptiveSpin.nanoTime();
        boolean slept = false;
        waiter = Thread.currentThread(); // while it looks too: whoever only tries must not wait for its lock
        try {
            call.blocked().look(() -> isOver() || mayBegin(size), begun, Long.MAX_VALUE);
            while (!mayPut(size, true)) {
                requireOpen();
                if (Thread.interrupted()) {
                    throw interrupted();
                }
                LockSupport.park(this);
                slept = true;
            }
        } finally {
            waiter = null;
            if (slept) {
                call.blocked().onWoken(begun);
            }
        }
        requireOpen();
    }

    private StatusException interrupted() {
        call.giveUp();
        Thread.currentThread().interrupt();
        Status why = stopped;
        return (why == null ? Failures.cancelled(call.method(), Certainty.UNKNOWN) : why)
                .asException()
                .withCallerTrace();
    }

    @Override
    public void whenReady(Runnable action) {
        asynchronous = true;
        whenReady.set(action);
        tellReady();
    }

    private void tellReady() {
        if (waiter == null && whenReady.get() != null && (stopped != null || isReady())) {
            Runnable action = whenReady.getAndSet(null);
            if (action != null) {
                HeapShare.Claim taken = room.current();
                try {
                    action.run();
                } catch (RuntimeException e) {
                    Logs.ENGINE.error("{}: an action passed to whenReady failed", call.method(), e);
                    call.fail(Failures.of(e, Certainty.UNKNOWN).asException());
                } finally {
                    room.drop(taken); // if it was not used: others may be waiting for it
                }
            }
        }
    }

    private boolean isReady() {
        return mayBegin(Integer.MAX_VALUE) && room.takeOrWaitAsWanted();
    }

    /** There is room among the messages of the connection that go ahead. Any thread. */
    private void onRoom() {
        wake();
        if (whenReady.get() != null) {
            call.inRole(tellReady);
        }
    }

    @Override
    public void complete() {
        end(call.goodEnd());
    }

    @Override
    public void fail(StatusException failure) {
        call.fail(failure);
    }

    /** Ends this direction; what was sent before still leaves. Never waits. */
    void end(Ending how) {
        if (ending.compareAndSet(null, how)) {
            wake();
            settleEnd();
        }
    }

    /** Lets the role see the end once nobody puts a message in any more: who is still at it calls this afterwards. */
    private void settleEnd() {
        if (ending.get() != null && !completed && senders.tryLock()) {
            completed = true;
            senders.unlock();
            schedule();
        }
    }

    @Override
    public Flow.Subscriber<T> asSubscriber() {
        asynchronous = true;
        return new SendingSubscriber<>(this);
    }

    /** {@return whether the application ends this direction itself, rather than by the end of its handler} */
    boolean isAsynchronous() {
        return asynchronous;
    }

    /** {@return whether this direction was ended, or its call has} */
    boolean isOver() {
        return ending.get() != null || stopped != null;
    }

    /** Has an action run once when the call ends before this direction was sent; at once if it has. */
    void onStop(Runnable action) {
        onStop.set(action);
        if (stopped != null) {
            tellStopped();
        }
    }

    private void tellStopped() {
        Runnable action = onStop.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    private void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            call.inRole(flush);
        }
    }

    private void wake() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    // ---- in the role

    /** The stream was opened: messages may follow. */
    void open() {
        opened = true;
        goOn();
    }

    private void flush() {
        scheduled.set(false); // before the first look at the queue: what is put in from now on schedules the next turn
        goOn();
    }

    private void goOn() {
        if (opened && !active && !ended && stopped == null && (queue.peek() || completed)) {
            active = true;
            call.hasFrames(this);
        }
    }

    /** The peer grants more. */
    void addCredit(long bytes) {
        granted.addAndGet(Math.min(bytes, Integer.MAX_VALUE - credit()));
        payAhead();
        wake();
        tellReady();
        goOn();
    }

    /** Takes the credit for all that is left of the message ahead, if there is so much. Then the next may be put in. */
    private void payAhead() {
        EncodedMessage message = aheadOfCredit;
        if (message == null) {
            return;
        }
        boolean begun = largeSent > 0 && queue.encoded() == message;
        long left = begun ? message.sizeBytes() - largeSent : message.sizeBytes() + StreamCredit.MESSAGE_OVERHEAD_BYTES;
        if (credit() >= left) {
            granted.addAndGet(-left);
            freeAhead();
            aheadOfCredit = null;
        }
    }

    /** Nothing is sent any more; what waits is dropped. */
    void stop(Status why) {
        if (stopped == null) {
            stopped = why;
        }
        if (active) {
            active = false;
            call.dropFrames(this);
        }
        while (queue.peek()) {
            queue.advance();
        }
        freeAhead();
        room.drop();
        wake();
        tellReady();
        tellStopped();
    }

    @Override
    public boolean fillNext(OutboundFrame frame) {
        boolean last = completed; // read first: what was put before it is seen below
        if (queue.peek()) {
            nextIsEnd = last && endsWell() && queue.isLast();
            EncodedMessage large = queue.encoded();
            if (large != null) {
                return fillLarge(frame, large);
            }
            int flags = nextIsEnd ? FrameHeader.FLAG_END : 0;
            frame.start(FrameType.MESSAGE, flags, 0, 0, call.id()).bytes(queue.array(), queue.offset(), queue.length());
            return true;
        }
        if (!last || ended) {
            active = false;
            return false;
        }
        nextIsEnd = true;
        Ending how = ending.get();
        if (how == null || how.status() == null) {
            frame.start(FrameType.MESSAGE, FrameHeader.FLAG_END | FrameHeader.FLAG_NO_MESSAGE, 0, 0, call.id());
        } else {
            frame.start(FrameType.STATUS, FrameHeader.FLAG_END, 0, 0, call.id()).message(how.status());
        }
        return true;
    }

    private boolean endsWell() {
        Ending how = ending.get();
        return how != null && how.status() == null;
    }

    private boolean fillLarge(OutboundFrame frame, EncodedMessage message) {
        boolean hasCredit = message != aheadOfCredit; // taken when it was put in
        long left = hasCredit ? Long.MAX_VALUE : credit();
        int room = maxFrameBytes - FrameHeader.BYTES;
        int size = message.sizeBytes();
        if (largeSent == 0) {
            left -= StreamCredit.MESSAGE_OVERHEAD_BYTES;
            room -= size <= Math.min(room, left) ? 0 : OutboundFrame.prefixBytes(0, true);
        }
        if (left <= 0) {
            active = false;
            return false;
        }
        nextBytes = (int) Math.min(Math.min(room, size - largeSent), left);
        boolean last = largeSent + nextBytes == size;
        nextIsEnd &= last;
        int end = nextIsEnd ? FrameHeader.FLAG_END : 0;
        if (largeSent > 0) {
            frame.start(FrameType.FRAGMENT, last ? end : FrameHeader.FLAG_MORE, 0, 0, call.id());
        } else if (last) { // credit came meanwhile: it is not so large after all
            frame.start(FrameType.MESSAGE, end, 0, 0, call.id());
        } else {
            frame.start(FrameType.MESSAGE, 0, 0, 0, call.id()).beginsMessageOf(size);
        }
        frame.part(message, largeSent, nextBytes);
        return true;
    }

    @Override
    public boolean nextWasSent() {
        sent = true;
        if (nextBytes > 0) {
            largeWasSent();
        } else if (queue.peek()) {
            queue.advance();
        }
        if (nextIsEnd) {
            nextIsEnd = false;
            ended = true;
            active = false;
            call.onAllSent();
        }
        return !ended;
    }

    private void largeWasSent() {
        boolean isAhead = queue.encoded() == aheadOfCredit;
        if (isAhead) {
            granted.addAndGet(-nextBytes - (largeSent == 0 ? StreamCredit.MESSAGE_OVERHEAD_BYTES : 0));
        }
        largeSent += nextBytes;
        nextBytes = 0;
        if (largeSent < queue.length()) {
            return;
        }
        largeSent = 0;
        queue.advance();
        if (isAhead) {
            freeAhead();
            aheadOfCredit = null;
            wake();
            tellReady();
        }
    }

    boolean hasSent() {
        return sent;
    }

    StatusCode endedWith() {
        Ending how = ending.get();
        return how == null ? StatusCode.OK : how.code();
    }
}
