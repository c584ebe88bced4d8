package dev.loopline.benchmarks.peers.sockets;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Count;
import dev.loopline.benchmarks.load.Running;
import dev.loopline.benchmarks.load.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection for each caller and each stream. For one thread. */
final class SocketClient implements Client {
    private final int port;
    private final SocketPeer how;

    SocketClient(int port, SocketPeer how) {
        this.port = port;
        this.how = how;
    }

    @Override
    public Caller caller(int bytes) throws IOException {
        SocketChannel channel = Sockets.connect(port, Sockets.ECHO, bytes);
        channel.configureBlocking(how != SocketPeer.SPINNING);
        return how == SocketPeer.HANDED_OVER ? new HandedOver(channel, bytes) : new PingPong(channel, bytes);
    }

    @Override
    public Running stream(int bytes, Count arrived) throws IOException {
        SocketChannel channel = Sockets.connect(port, Sockets.STREAM, bytes);
        Thread reader = new Thread(() -> read(channel, bytes, arrived), "socket-reader");
        reader.setDaemon(true);
        reader.start();
        return () -> {
            channel.close();
            Threads.join(reader);
        };
    }

    private static void read(SocketChannel channel, int bytes, Count arrived) {
        ByteBuffer message = ByteBuffer.allocateDirect(bytes);
        try {
            while (true) {
                Sockets.readAll(channel, message.clear());
                Bytes.check(message.position(), message.get(bytes - 1), bytes);
                arrived.add(1);
            }
        } catch (IOException e) {
            // Closed: that is how it ends.
        }
    }

    @Override
    public void close() {}

    private record PingPong(SocketChannel channel, ByteBuffer request, ByteBuffer response) implements Caller {
        PingPong(SocketChannel channel, int bytes) {
            this(channel, ByteBuffer.allocateDirect(bytes).put(Bytes.of(bytes)), ByteBuffer.allocateDirect(bytes));
        }

        @Override
        public void call() throws IOException {
            Sockets.writeAll(channel, request.rewind());
            Sockets.readAll(channel, response.clear());
            Bytes.check(response.position(), response.get(response.capacity() - 1), request.capacity());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
