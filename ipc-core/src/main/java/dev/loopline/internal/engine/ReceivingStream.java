package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.call.MessageStream;
import dev.loopline.call.Metadata;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.MessageReader;
import dev.loopline.transport.AdaptiveSpin;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a call, on its way in: the connection's role puts encoded messages into a queue, the reader takes and
 * parses them, and what it took is granted to the sender anew.
 *
 * @param <T> the messages
 */
class ReceivingStream<T extends MessageLite> implements MessageStream<T> {
    /** What large messages bring before a reader that waits for them is woken while more is being read. */
    private static final int TELL_BYTES = 256 * 1024;

    private final StreamCall call;
    private final Parser<T> parser;
    private final UnaryOperator<T> filter;
    private final int maxMessageBytes;
    private final MessageMemory memory;
    private final MessageQueue queue = new MessageQueue();
    private final ReceiveWindow window;
    private final AtomicBoolean granting = new AtomicBoolean();
    private final Runnable grant = this::grant;
    private final Runnable tellNow = this::tellReaderNow;
    private volatile @Nullable End end; // set by the role, behind the last message
    private volatile @Nullable Thread waiter;
    private volatile @Nullable StreamPublisher<T> publisher;
    private final AtomicReference<@Nullable Runnable> whenAvailable = new AtomicReference<>();
    private final AtomicLong arrivedMessages = new AtomicLong(); // written in the role only
    private final AtomicLong takenMessages = new AtomicLong(); // written by the reader only
    private final AtomicLong taken = new AtomicLong(); // cost of what was taken; written by the reader only
    private final AtomicInteger largeTaken = new AtomicInteger(); // how many messages were large; likewise
    private volatile HeapShare.@Nullable Claim decoding; // of the first message; set by the reader
    private volatile boolean exhausted; // the reader has seen the end

    private @Nullable LargeArrival arriving; // role only, as all below
    private boolean arrivingIsCounted; // whether memory was taken for it
    private boolean tellIsDue;
    private int untoldBytes; // of large messages, since a reader that waits was last woken

    /**
     * How a direction ended.
     *
     * @param failure {@code null} if it ended well
     * @param trailers what came with it
     */
    record End(@Nullable Status failure, Metadata trailers) {}

    /**
     * Makes a direction of which nothing has arrived.
     *
     * @param call what it belongs to
     * @param parser reads a message
     * @param filter sees every message that is taken
     * @param maxMessageBytes what this side takes
     * @param memory what messages may take when they are decoded
     * @param window grants credit to the sender, in the role
     */
    ReceivingStream(
            StreamCall call,
            Parser<T> parser,
            UnaryOperator<T> filter,
            int maxMessageBytes,
            MessageMemory memory,
            ReceiveWindow window) {
        this.call = call;
        this.parser = parser;
        this.filter = filter;
        this.maxMessageBytes = maxMessageBytes;
        this.memory = memory;
        this.window = window;
    }

    // ---- the reader

    @Override
    public @Nullable T next() {
        requireNoPublisher();
        T message = poll();
        if (message != null || hasEnded()) {
            return message;
        }
        return await(Long.MAX_VALUE);
    }

    @Override
    public @Nullable T tryNext(Duration timeout) {
        requireNoPublisher();
        T message = poll();
        if (message != null || hasEnded()) {
            return message;
        }
        if (timeout.isZero() || timeout.isNegative()) {
            releaseDecoding();
            return null;
        }
        return await(timeout.toSeconds() > Integer.MAX_VALUE ? Long.MAX_VALUE : timeout.toNanos());
    }

    private @Nullable T await(long timeoutNanos) {
        BlockingCalls.requireWaitingAllowed(call.onTransportThread(), call.method());
        long begin = call.nowNanos();
        long begun = AdaptiveSpin.nanoTime();
        call.blocked().look(() -> queue.peek() || end != null, begun, timeoutNanos);
        boolean slept = false;
        waiter = Thread.currentThread();
        try {
            while (true) {
                T message = poll();
                if (message != null || hasEnded()) {
                    return message;
                }
                if (Thread.interrupted()) {
                    throw interrupted();
                }
                long left = timeoutNanos == Long.MAX_VALUE ? Long.MAX_VALUE : timeoutNanos - (call.nowNanos() - begin);
                if (left <= 0) {
                    return null;
                }
                LockSupport.parkNanos(this, left);
                slept = true;
            }
        } finally {
            waiter = null;
            if (slept) {
                call.blocked().onWoken(begun);
            }
            releaseDecoding(); // whoever gives up must not hold what others wait for
        }
    }

    private StatusException interrupted() {
        call.giveUp();
        Thread.currentThread().interrupt();
        return Failures.cancelled(call.method(), Certainty.UNKNOWN)
                .asException()
                .withCallerTrace();
    }

    /**
     * Takes the next message.
     *
     * @return {@code null} if there is none now
     * @throws StatusException if it cannot be parsed, or is refused by the filter; the call ends then
     */
    @Nullable
    T poll() {
        if (!queue.peek()) {
            return null;
        }
        boolean large = queue.isLarge();
        boolean counted = queue.isCounted();
        int size = queue.length();
        if (size > memory.uncountedBytes() && !mayDecode(size)) {
            return null;
        }
        T message;
        try {
            message = MessageReader.parse(parser, queue.array(), queue.offset(), size, large);
            message = filter.apply(message);
        } catch (InvalidProtocolBufferException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw unreadable(e);
        } finally {
            queue.advance();
            releaseDecoding();
        }
        takenMessages.setRelease(takenMessages.getPlain() + 1);
        if (counted) {
            largeTaken.setRelease(largeTaken.getPlain() + 1);
        }
        long now = taken.getPlain() + size + StreamCredit.MESSAGE_OVERHEAD_BYTES;
        taken.setRelease(now);
        if (counted || window.isDue(now)) {
            scheduleGrant();
        }
        return message;
    }

    private boolean mayDecode(int size) {
        HeapShare.Claim claim = decoding;
        if (claim == null) {
            claim = memory.decoded().take(MessageMemory.whileDecoding(size), this::tellReaderLater);
            decoding = claim;
        }
        return claim.isGranted();
    }

    private void releaseDecoding() {
        HeapShare.Claim claim = decoding;
        if (claim != null) {
            decoding = null;
            claim.release();
        }
    }

    private void tellReaderLater() {
        call.inRole(this::tellReader);
    }

    private StatusException unreadable(Throwable cause) {
        Status status = cause instanceof StatusException refused ? refused.status() : call.unreadable(cause);
        call.inRole(() -> call.onUnusable(status));
        return status.asException().withCallerTrace();
    }

    /** {@return whether all messages were taken and there will be no more} */
    boolean hasEnded() {
        End how = end;
        if (how == null || queue.peek()) {
            return false;
        }
        exhausted = true;
        if (how.failure() != null) {
            throw how.failure().asException().withTrailers(how.trailers()).withCallerTrace();
        }
        return true;
    }

    @Override
    public void whenAvailable(Runnable action) {
        requireNoPublisher();
        whenAvailable.set(action);
        if (queue.peek() ? mayDecodeFirst() : end != null) {
            tellAvailable();
        }
    }

    /** {@return whether there is memory to decode the first message; otherwise the reader is told once there is} */
    private boolean mayDecodeFirst() {
        int size = queue.length();
        return size <= memory.uncountedBytes() || mayDecode(size);
    }

    private void tellAvailable() {
        if (whenAvailable.get() != null) {
            Runnable action = whenAvailable.getAndSet(null);
            if (action != null) {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    Logs.ENGINE.error("{}: an action passed to whenAvailable failed", call.method(), e);
                    call.fail(Failures.of(e, Certainty.UNKNOWN).asException());
                }
            }
        }
    }

    @Override
    public int available() {
        long first = takenMessages.get(); // before what arrives, so that the difference is never negative
        return (int) Math.min(Integer.MAX_VALUE, arrivedMessages.get() - first);
    }

    @Override
    public boolean isEnded() {
        return exhausted;
    }

    @Override
    public Iterator<T> iterator() {
        return new StreamIterator<>(this);
    }

    @Override
    public Flow.Publisher<T> asPublisher() {
        StreamPublisher<T> made = new StreamPublisher<>(this, call);
        publisher = made;
        return made;
    }

    final @Nullable End end() {
        return end;
    }

    private void requireNoPublisher() {
        if (publisher != null) {
            throw new IllegalStateException(
                    call.method() + ": its stream was turned into a publisher (expected: one way of reading it)");
        }
    }

    private void scheduleGrant() {
        if (!granting.get() && granting.compareAndSet(false, true)) {
            call.inRole(grant);
        }
    }

    // ---- in the role

    private void grant() {
        granting.set(false);
        if (end == null) {
            window.onTaken(taken.get(), largeTaken.get());
        } else {
            window.onLargeTaken(largeTaken.get());
        }
    }

    /** A MESSAGE frame arrived. */
    void onMessage(ByteBuffer frame, int flags) {
        requireNotOver("MESSAGE");
        boolean ends = (flags & FrameHeader.FLAG_END) != 0;
        boolean empty = (flags & FrameHeader.FLAG_NO_MESSAGE) != 0;
        if (empty && (!ends || frame.remaining() != FrameHeader.BYTES)) {
            throw new ProtocolException("stream " + call.id() + ": MESSAGE without a message, flags " + flags + " and "
                    + frame.remaining() + " bytes (expected: END, and a header only)");
        }
        requireFlags(flags & ~FrameHeader.FLAG_NO_MESSAGE, "MESSAGE");
        if (arriving != null) {
            throw new ProtocolException("stream " + call.id() + ": MESSAGE within another (expected: FRAGMENT)");
        }
        if ((flags & FrameHeader.FLAG_MORE) != 0) {
            beginLarge(frame);
            return;
        }
        int arrived = 0;
        if (!empty) {
            frame.position(frame.position() + FrameHeader.BYTES);
            arrived = frame.remaining();
            window.onArrived(call.id(), frame.remaining() + StreamCredit.MESSAGE_OVERHEAD_BYTES);
            putIn(frame);
            countArrived();
        }
        goOn(ends, arrived);
    }

    private void putIn(ByteBuffer message) {
        if (message.remaining() <= MessageQueue.COPIED_BYTES) {
            queue.put(message);
            return;
        }
        byte[] own = new byte[message.remaining()];
        message.get(own);
        queue.putLarge(own, false);
    }

    private void countArrived() {
        arrivedMessages.setRelease(arrivedMessages.getPlain() + 1);
    }

    private void requireNotOver(String frame) {
        if (end != null) {
            throw new ProtocolException("stream " + call.id() + ": " + frame + " after END");
        }
    }

    private void requireFlags(int flags, String frame) {
        if (flags != 0 && flags != FrameHeader.FLAG_END && flags != FrameHeader.FLAG_MORE) {
            throw new ProtocolException(
                    "stream " + call.id() + ": " + frame + " with flags " + flags + " (expected: none, END or MORE)");
        }
    }

    private void goOn(boolean ends, int bytes) {
        if (ends) {
            call.onAllArrived();
        } else if (bytes <= MessageQueue.COPIED_BYTES || publisher != null) {
            tellReader();
        } else if (waiter != null || whenAvailable.get() != null) {
            tellReaderSoon(bytes);
        }
    }

    /** Waking a thread costs as much as moving a large message, so one wake-up is for all that is read in a turn. */
    private void tellReaderSoon(int bytes) {
        untoldBytes += bytes;
        if (untoldBytes >= TELL_BYTES) {
            tellReaderNow();
        } else if (!tellIsDue) {
            tellIsDue = true;
            call.inRole(tellNow);
        }
    }

    private void tellReaderNow() {
        tellIsDue = false;
        untoldBytes = 0;
        tellReader();
    }

    private void beginLarge(ByteBuffer frame) {
        long total = Integer.toUnsignedLong(LargeMessages.totalBytes(frame, FrameHeader.BYTES));
        frame.position(frame.position() + FrameHeader.BYTES + Integer.BYTES);
        int first = frame.remaining();
        if (total > maxMessageBytes) {
            call.onUnusable(
                    Failures.messageTooLarge("message of " + call.method(), total, maxMessageBytes, Certainty.UNKNOWN));
            return;
        }
        window.onArrived(call.id(), first + StreamCredit.MESSAGE_OVERHEAD_BYTES);
        LargeArrival message = new LargeArrival(call.id(), (int) total);
        arriving = message;
        arrivingIsCounted = window.onLargeBegan(message, first);
        message.append(frame, false);
    }

    /** A FRAGMENT frame arrived. */
    void onFragment(ByteBuffer frame, int flags) {
        requireNotOver("FRAGMENT");
        requireFlags(flags, "FRAGMENT");
        LargeArrival message = arriving;
        if (message == null) {
            throw new ProtocolException("stream " + call.id() + ": FRAGMENT without a message that it belongs to");
        }
        frame.position(frame.position() + FrameHeader.BYTES);
        window.onArrived(call.id(), frame.remaining());
        if (!message.append(frame, (flags & FrameHeader.FLAG_MORE) == 0)) {
            window.onLargeWentOn(taken.get());
            return;
        }
        arriving = null;
        window.onLargeArrived();
        queue.putLarge(message.bytes(), arrivingIsCounted);
        countArrived();
        goOn((flags & FrameHeader.FLAG_END) != 0, message.totalBytes());
    }

    /** {@return when to look again whether a message goes on; not after the given time if its sender keeps it back} */
    long look(long nowNanos) {
        return window.look(nowNanos);
    }

    /**
     * Nothing more arrives.
     *
     * @param failure {@code null} if the stream ends well
     */
    void end(@Nullable Status failure, Metadata trailers) {
        if (end != null) {
            return;
        }
        end = new End(failure, trailers);
        arriving = null;
        tellReader();
    }

    /** Gives back the memory of what was not taken. What is there can still be taken. */
    void release() {
        window.close();
        releaseDecoding();
    }

    private void tellReader() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        StreamPublisher<T> subscribed = publisher;
        if (subscribed != null) {
            subscribed.publish();
        }
        tellAvailable();
    }
}
