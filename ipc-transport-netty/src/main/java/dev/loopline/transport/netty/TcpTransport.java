package dev.loopline.transport.netty;

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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection. Its role is its event loop; each task or read is a batch, at whose end what waits is written.
 *
 * <p>Closing shuts the output behind what was accepted and goes on reading, to drop it, until the peer has closed too:
 * closing with unread bytes would reset the connection, and the peer might never see the last frames. A peer that does
 * not close is waited for {@link #CLOSE_NANOS}.
 */
final class TcpTransport implements Transport {
    static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Of all connections, so that it is one limit. */
    static final LimitedLog LOG = LimitedLog.named(TcpTransport.class.getName());

    private static final Logger DETAILS = LoggerFactory.getLogger(TcpTransport.class);

    private final Channel channel;
    private final EventLoop loop;
    private final TransportOptions options;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final Outbound outbound;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closing;
    private volatile @Nullable Batch lastBatch;
    private @Nullable TransportListener listener; // role only, as all below
    private @Nullable FrameDecoder decoder;
    private @Nullable Throwable failure;
    private @Nullable Cancellable closeTimer;
    private boolean reachedLowWater;
    private boolean writableIsDue;
    private boolean over;

    TcpTransport(Channel channel, TransportOptions options) {
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.options = options;
        this.local = channel.localAddress();
        this.remote = channel.remoteAddress();
        this.outbound = new Outbound(channel);
    }

    /** Throws what the acceptor throws; nobody is told of the end then. Role only. */
    void open(Acceptor acceptor) {
        TransportListener told = acceptor.onConnection(this);
        listener = told;
        decoder = new FrameDecoder(told, channel.alloc(), options.maxFrameBytes());
        runAsBatch(told::onOpen);
    }

    /** Passes on what one read brought. Role only. */
    void read(ByteBuf bytes) {
        try {
            requireNonNull(decoder).read(bytes);
        } catch (ProtocolException e) {
            fail(e); // the peer's fault, so that it must not fill the log
        } catch (Throwable e) {
            LOG.warn("{} breaks: its listener failed", this, e);
            fail(e);
        }
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void sendHello(ByteBuffer bytes) {
        if (!closing) {
            outbound.add(bytes);
        }
    }

    @Override
    public OfferResult offer(Frame frame) {
        int size = frame.sizeBytes();
        if (size < TransportOptions.MIN_FRAME_BYTES || size > options.maxFrameBytes()) {
            throw new IllegalArgumentException("frame of " + size + " bytes (expected: "
                    + TransportOptions.MIN_FRAME_BYTES + ".." + options.maxFrameBytes() + ")");
        }
        if (closing) {
            return OfferResult.CLOSED;
        }
        if (outbound.pendingBytes() >= options.highWaterBytes()) {
            reachedLowWater = true;
            return OfferResult.BACK_PRESSURED;
        }
        outbound.add(frame, size);
        reachedLowWater |= outbound.pendingBytes() >= options.lowWaterBytes();
        return OfferResult.ACCEPTED;
    }

    @Override
    public int pendingBytes() {
        return (int) Math.min(Integer.MAX_VALUE, outbound.pendingBytes());
    }

    /** Runs something that is told to the listener, or done by it, and writes what it left waiting. */
    void runAsBatch(Runnable work) {
        if (over) {
            return;
        }
        try {
            work.run();
        } catch (Throwable e) {
            LOG.warn("{} breaks: a task or callback failed", this, e);
            fail(e);
        }
        endBatch();
    }

    void endBatch() {
        if (!over) {
            outbound.endBatch();
            tellWhenWritable();
        }
    }

    /** Never tells at once: this runs below {@link #offer} too. */
    void tellWhenWritable() {
        if (reachedLowWater && !writableIsDue && outbound.pendingBytes() < options.lowWaterBytes()) {
            writableIsDue = true;
            execute(this::tellWritable);
        }
    }

    private void tellWritable() {
        writableIsDue = false;
        if (!closing && outbound.pendingBytes() < options.lowWaterBytes()) {
            reachedLowWater = false;
            requireNonNull(listener).onWritable();
        }
    }

    @Override
    public void execute(Runnable task) {
        requireNonNull(task, "task");
        try {
            loop.execute(batchOf(task));
        } catch (RejectedExecutionException e) {
            DETAILS.debug("{} drops a task: its runtime is closed", this);
        }
    }

    /** Nearly always the task is the one of before, the engine's inbox. */
    private Batch batchOf(Runnable task) {
        Batch batch = lastBatch;
        if (batch == null || batch.task != task) {
            batch = new Batch(task);
            lastBatch = batch;
        }
        return batch;
    }

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        requireNonNull(task, "task");
        try {
            Future<?> timer = loop.schedule(() -> runAsBatch(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException e) {
            DETAILS.debug("{} drops a timer: its runtime is closed", this);
            return () -> {};
        }
    }

    @Override
    public boolean inRole() {
        return loop.inEventLoop();
    }

    @Override
    public boolean onTransportThread() {
        return Thread.currentThread() instanceof TransportThread;
    }

    @Override
    public long nanoTime() {
        return loop.ticker().nanoTime();
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public void close() {
        stopReading();
        execute(this::closeInRole);
    }

    private void closeInRole() {
        if (closeTimer == null) {
            stopReading();
            closeTimer = schedule(this::closeChannel, CLOSE_NANOS);
            outbound.flush();
            ChannelFuture written = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
            written.addListener(done -> shutOutput());
        }
    }

    private void shutOutput() {
        if (channel.isActive()) {
            ChannelFuture shut = ((DuplexChannel) channel).shutdownOutput();
            shut.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    @Override
    public void abort() {
        stopReading();
        closeChannel();
    }

    private void closeChannel() {
        ChannelFuture unused = channel.close(); // ends in end(), whatever becomes of it
    }

    private void stopReading() {
        closing = true;
        if (decoder != null && loop.inEventLoop()) {
            decoder.stop(); // not one more frame of this read
        }
    }

    /** Ends the connection because of what went wrong; does nothing to one that is ending. Role only. */
    void fail(Throwable cause) {
        if (!closing) {
            failure = cause;
        }
        abort();
    }

    /** Tells the listener that the connection has ended. Role only. */
    void end() {
        over = true;
        stopReading();
        outbound.release();
        if (closeTimer != null) {
            closeTimer.cancel();
        }
        try {
            if (listener != null) {
                listener.onClosed(failure);
            }
        } catch (Throwable e) {
            LOG.warn("the listener of {} failed when it was told of the end", this, e);
        }
        ended.complete(null);
    }

    @Override
    public String toString() {
        return LoopbackAddress.text(local) + " -> " + LoopbackAddress.text(remote);
    }

    /** A task as the event loop runs it. */
    private final class Batch implements Runnable {
        private final Runnable task;

        Batch(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            runAsBatch(task);
        }
    }
}
