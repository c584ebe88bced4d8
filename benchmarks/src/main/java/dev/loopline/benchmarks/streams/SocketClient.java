package dev.loopline.benchmarks.streams;

import dev.loopline.benchmarks.Count;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A thread that reads blocks. A connection for each stream. For one thread. */
final class SocketClient implements StreamClient {
    private final int port;

    SocketClient(int port) {
        this.port = port;
    }

    @Override
    public Running stream(int size, Count arrived) {
        try {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, size));
            Thread reader = new Thread(() -> read(channel, size, arrived), "socket-reader");
            reader.setDaemon(true);
            reader.start();
            return () -> close(channel, reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(SocketChannel channel, int size, Count arrived) {
        ByteBuffer block = ByteBuffer.allocateDirect(size);
        try {
            while (true) {
                block.clear();
                while (block.hasRemaining()) {
                    if (channel.read(block) < 0) {
                        return;
                    }
                }
                arrived.add(1);
            }
        } catch (IOException e) {
            // Closed: that is how it ends.
        }
    }

    private static void close(SocketChannel channel, Thread reader) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LooplineClient.join(reader);
    }

    @Override
    public Running echo(int size, Count arrived) {
        throw new UnsupportedOperationException("sockets: echo of streams is not measured");
    }

    @Override
    public void close() {}
}
