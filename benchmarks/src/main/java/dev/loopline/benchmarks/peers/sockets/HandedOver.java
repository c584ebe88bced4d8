package dev.loopline.benchmarks.peers.sockets;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Threads;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A caller that is woken by the thread that reads. For one thread. */
final class HandedOver implements Caller {
    private final SocketChannel channel;
    private final ByteBuffer request;
    private final ByteBuffer response;
    private final Thread reader = new Thread(this::read, "socket-reader");
    private volatile @Nullable Thread waiting; // set by the caller, emptied by the reader
    private volatile boolean ended;

    HandedOver(SocketChannel channel, int bytes) {
        this.channel = channel;
        this.request = ByteBuffer.allocateDirect(bytes).put(Bytes.of(bytes));
        this.response = ByteBuffer.allocateDirect(bytes);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            while (true) {
                Sockets.readAll(channel, response.clear());
                Bytes.check(response.position(), response.get(response.capacity() - 1), request.capacity());
                Thread caller = waiting;
                waiting = null;
                LockSupport.unpark(caller);
            }
        } catch (IOException | IllegalStateException e) {
            ended = true; // closed, broken, or not what was sent
            LockSupport.unpark(waiting);
        }
    }

    @Override
    public void call() throws IOException {
        waiting = Thread.currentThread();
        Sockets.writeAll(channel, request.rewind());
        while (waiting != null) {
            if (ended) {
                throw new EOFException("the connection has ended, or brought something else than was sent");
            }
            LockSupport.park(this);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Threads.join(reader);
    }
}
