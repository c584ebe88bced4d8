package dev.loopline.benchmarks.peers.sockets;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Whole messages over a channel, which may block or not: then it is asked again at once. Any thread. */
final class Sockets {
    /** What a client wants, said once at the beginning of its connection, before the size of all messages. */
    static final int ECHO = 0;

    static final int STREAM = 1;
    static final int HEADER_BYTES = 2 * Integer.BYTES;

    private Sockets() {}

    static SocketChannel connect(int port, int kind, int bytes) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        writeAll(
                channel,
                ByteBuffer.allocate(HEADER_BYTES).putInt(kind).putInt(bytes).flip());
        return channel;
    }

    /** Fills the buffer. */
    static void readAll(SocketChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            int read = channel.read(target);
            if (read < 0) {
                throw new EOFException("the other side has closed the connection");
            }
            if (read == 0) {
                Thread.onSpinWait();
            }
        }
    }

    static void writeAll(SocketChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            if (channel.write(source) == 0) {
                Thread.onSpinWait();
            }
        }
    }
}
