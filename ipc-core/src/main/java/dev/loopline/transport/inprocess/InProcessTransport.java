package dev.loopline.transport.inprocess;

import static java.util.Objects.requireNonNull;

import dev.loopline.transport.Acceptor;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.Frame;
import dev.loopline.transport.LimitedLog;
import dev.loopline.transport.OfferResult;
import dev.loopline.transport.Transport;
import dev.loopline.transport.TransportListener;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportThread;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One end of an in-process connection.
 *
 * <p>What this end sends waits in the peer's inbox until the peer's role takes it. Closing puts an end mark there, the
 * peer answers with its own, and each end is over once it took the other's mark: nothing that was accepted is lost, and
 * it makes no difference who closes first or whether both do.
 */
final class InProcessTransport implements Transport {
    /** How long {@link #close} waits for a peer that takes nothing before it aborts. */
    static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final ByteBuffer END = ByteBuffer.allocate(0);
    private static final LimitedLog LOG = LimitedLog.named(InProcessTransport.class.getName());

    private final InProcessRuntime runtime;
    private final InProcessAddress local;
    private final InProcessAddress remote;
    private final Inbox inbox = new Inbox(this);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Bytes in the peer's inbox; lowered in the peer's role. */
    private final AtomicInteger pendingBytes = new AtomicInteger();

    private @Nullable InProcessTransport peer; // set before this object is used
    private volatile boolean closing;
    private volatile boolean over;
    private boolean endSent; // role only, as are the next three
    private boolean reachedLowWater;
    private @Nullable TransportListener listener;
    private @Nullable Cancellable closeTimer;

    private InProcessTransport(InProcessRuntime runtime, InProcessAddress local, InProcessAddress remote) {
        this.runtime = runtime;
        this.local = local;
        this.remote = remote;
    }

    /** Makes both ends and returns the connecting one; neither is open. */
    static InProcessTransport pair(InProcessRuntime client, InProcessAddress clientAddress, InProcessBinding binding) {
        InProcessTransport near = new InProcessTransport(client, clientAddress, binding.address());
        InProcessTransport far = new InProcessTransport(binding.runtime(), binding.address(), clientAddress);
        near.peer = far;
        far.peer = near;
        return near;
    }

    InProcessTransport peer() {
        return requireNonNull(peer);
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    boolean isClosing() {
        return closing;
    }

    boolean isOver() {
        return over;
    }

    /** Throws what the acceptor or the listener threw; this end is over then. Role only. */
    void open(Acceptor acceptor) {
        try {
            TransportListener told = acceptor.onConnection(this);
            listener = told;
            inbox.open(told, runtime.options().maxFrameBytes());
            told.onOpen();
        } catch (Throwable e) {
            end(e);
            throw e;
        }
        inbox.takeTurn();
    }

    @Override
    public void sendHello(ByteBuffer bytes) {
        if (!closing && bytes.hasRemaining()) {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
            send(copy.put(bytes).flip());
        }
    }

    @Override
    public OfferResult offer(Frame frame) {
        TransportOptions options = runtime.options();
        int size = frame.sizeBytes();
        if (size < TransportOptions.MIN_FRAME_BYTES || size > options.maxFrameBytes()) {
            throw new IllegalArgumentException("frame of " + size + " bytes (expected: "
                    + TransportOptions.MIN_FRAME_BYTES + ".." + options.maxFrameBytes() + ")");
        }
        if (closing) {
            return OfferResult.CLOSED;
        }
        if (pendingBytes.get() >= options.highWaterBytes()) {
            reachedLowWater = true;
            return OfferResult.BACK_PRESSURED;
        }
        ByteBuffer bytes = ByteBuffer.allocate(FrameCutter.LENGTH_BYTES + size).putInt(size);
        ByteBuffer target = bytes.slice();
        frame.writeTo(target);
        if (target.hasRemaining()) {
            throw new IllegalArgumentException(
                    "frame wrote " + target.position() + " bytes (expected: its size, " + size + ")");
        }
        send(bytes.rewind());
        if (pendingBytes.get() >= options.lowWaterBytes()) {
            reachedLowWater = true;
        }
        return OfferResult.ACCEPTED;
    }

    private void send(ByteBuffer bytes) {
        pendingBytes.addAndGet(bytes.remaining());
        peer().inbox.add(bytes);
    }

    /** Says that the peer took some bytes. Called in the peer's role. */
    void taken(int size) {
        int low = runtime.options().lowWaterBytes();
        int left = pendingBytes.addAndGet(-size);
        if (left < low && left + size >= low) {
            execute(this::tellWritable);
        }
    }

    private void tellWritable() {
        if (reachedLowWater
                && !closing
                && pendingBytes.get() < runtime.options().lowWaterBytes()) {
            reachedLowWater = false;
            requireNonNull(listener).onWritable();
        }
    }

    @Override
    public int pendingBytes() {
        return pendingBytes.get();
    }

    @Override
    public void execute(Runnable task) {
        requireNonNull(task, "task");
        executeAlways(() -> run(task));
    }

    void executeAlways(Runnable task) {
        runtime.execute(task);
    }

    private void run(Runnable task) {
        if (over) {
            return;
        }
        try {
            task.run();
        } catch (Throwable e) {
            LOG.warn("{} breaks: a task or callback failed", this, e);
            end(e);
        }
    }

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        requireNonNull(task, "task");
        AtomicBoolean cancelled = new AtomicBoolean(); // the timer may have gone off and wait for the role
        Runnable unlessCancelled = () -> {
            if (!cancelled.get()) {
                task.run();
            }
        };
        Cancellable timer = runtime.scheduler().schedule(() -> execute(unlessCancelled), delayNanos);
        return () -> {
            cancelled.set(true);
            timer.cancel();
        };
    }

    @Override
    public boolean inRole() {
        return runtime.ownsCurrentThread();
    }

    @Override
    public boolean onTransportThread() {
        return Thread.currentThread() instanceof TransportThread;
    }

    @Override
    public long nanoTime() {
        return runtime.scheduler().nanoTime();
    }

    @Override
    public InProcessAddress localAddress() {
        return local;
    }

    @Override
    public InProcessAddress remoteAddress() {
        return remote;
    }

    @Override
    public void close() {
        stopReading();
        execute(this::closeInRole);
    }

    private void closeInRole() {
        if (!endSent) {
            sendEnd();
            closeTimer = schedule(() -> end(null), CLOSE_NANOS);
        }
    }

    @Override
    public void abort() {
        stopReading();
        execute(() -> end(null));
    }

    private void stopReading() {
        closing = true;
        if (inRole()) {
            inbox.stop(); // not one more frame of this turn
        }
    }

    private void sendEnd() {
        endSent = true;
        peer().inbox.add(END);
    }

    /** The peer has closed and sends nothing more; it may still take what is in its inbox. Role only. */
    void endAfterPeer() {
        if (!endSent) {
            sendEnd();
        }
        finish(null);
    }

    /** Ends both ends at once. Role only. */
    void end(@Nullable Throwable cause) {
        if (!over) {
            InProcessTransport other = peer();
            other.execute(() -> other.end(null));
            finish(cause);
        }
    }

    private void finish(@Nullable Throwable cause) {
        closing = true;
        over = true;
        inbox.clear();
        if (closeTimer != null) {
            closeTimer.cancel();
        }
        try {
            if (listener != null) {
                listener.onClosed(cause);
            }
        } catch (Throwable e) {
            LOG.warn("the listener of {} failed when it was told of the end", this, e);
        }
        runtime.forget(this);
        ended.complete(null);
    }

    @Override
    public String toString() {
        return local + " -> " + remote;
    }
}
