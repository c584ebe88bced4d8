package dev.loopline.internal.engine;

import dev.loopline.testing.ManualScheduler;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.Frame;
import dev.loopline.transport.OfferResult;
import dev.loopline.transport.Transport;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.Scheduler;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** A transport to nobody, on the thread of the test: frames are written and forgotten, timers go off as a clock wants. */
final class DeafTransport implements Transport {
    private static final SocketAddress NOWHERE = InProcessAddress.of("nowhere");

    private final Scheduler clock;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean closed;
    private int pendingBytes;

    /** Time stands still. */
    DeafTransport() {
        this(new ManualScheduler());
    }

    DeafTransport(Scheduler clock) {
        this.clock = clock;
    }

    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public OfferResult offer(Frame frame) {
        ByteBuffer written = ByteBuffer.allocate(frame.sizeBytes());
        frame.writeTo(written);
        if (written.hasRemaining()) {
            throw new AssertionError("frame of " + frame.sizeBytes() + " bytes left out " + written.remaining());
        }
        return closed ? OfferResult.CLOSED : OfferResult.ACCEPTED;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        return clock.schedule(task, delayNanos);
    }

    @Override
    public void sendHello(ByteBuffer bytes) {}

    void pendingBytes(int bytes) {
        pendingBytes = bytes;
    }

    @Override
    public int pendingBytes() {
        return pendingBytes;
    }

    @Override
    public boolean inRole() {
        return true;
    }

    @Override
    public boolean onTransportThread() {
        return true;
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public SocketAddress localAddress() {
        return NOWHERE;
    }

    @Override
    public SocketAddress remoteAddress() {
        return NOWHERE;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void abort() {
        closed = true;
    }
}
