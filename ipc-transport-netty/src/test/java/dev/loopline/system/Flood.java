package dev.loopline.system;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Somebody who connects many times a second and never says a word. It keeps the last few hundred connections. */
final class Flood implements Closeable {
    private static final int KEPT = 512;

    private final SocketAddress target;
    private final long intervalNanos;
    private final AtomicInteger connects = new AtomicInteger();
    private final Deque<SocketChannel> channels = new ArrayDeque<>(); // of the thread
    private final Thread thread = new Thread(this::run, "flood");
    private volatile boolean over;

    Flood(SocketAddress target, int connectsPerSecond) {
        this.target = target;
        this.intervalNanos = 1_000_000_000L / connectsPerSecond;
        thread.setDaemon(true);
        thread.start();
    }

    int connects() {
        return connects.get();
    }

    private void run() {
        long next = System.nanoTime();
        while (!over) {
            long early = next - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            } else {
                next += intervalNanos; // who is late catches up
                connect();
            }
        }
        channels.forEach(Flood::close);
    }

    private void connect() {
        try {
            SocketChannel channel = SocketChannel.open();
            channels.addLast(channel);
            channel.configureBlocking(false);
            channel.connect(target);
            connects.incrementAndGet();
        } catch (IOException e) {
            over = true; // the test sees that it made too few
        }
        if (channels.size() > KEPT) {
            close(channels.removeFirst());
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a channel cannot be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while the flood ends");
        }
    }
}
