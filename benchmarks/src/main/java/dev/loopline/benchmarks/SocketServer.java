package dev.loopline.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A socket of the JDK and one thread, which sends back messages of {@value Payload#BYTES} bytes. Any thread. */
final class SocketServer implements EchoServer {
    private final ServerSocketChannel listening = ServerSocketChannel.open();
    private final boolean blocking;
    private volatile long calls;

    SocketServer(boolean blocking) throws IOException {
        this.blocking = blocking;
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(this::serve, "socket-echo");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int port() {
        return listening.socket().getLocalPort();
    }

    @Override
    public long calls() {
        return calls;
    }

    private void serve() {
        try (SocketChannel client = listening.accept()) {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            client.configureBlocking(blocking);
            ByteBuffer message = ByteBuffer.allocateDirect(Payload.BYTES);
            long served = 0;
            while (readAll(client, message)) {
                calls = ++served;
                message.flip();
                writeAll(client, message);
                message.clear();
            }
        } catch (ClosedChannelException e) {
            System.err.println("socket echo: closed before anybody connected");
        } catch (IOException e) {
            System.err.println("socket echo: " + e);
        }
    }

    /** Fills the buffer; spins if the channel does not block. Returns false at the end of the connection. */
    static boolean readAll(SocketChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            int read = channel.read(target);
            if (read < 0) {
                return false;
            }
            if (read == 0) {
                Thread.onSpinWait();
            }
        }
        return true;
    }

    static void writeAll(SocketChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            if (channel.write(source) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            System.err.println("socket echo: " + e);
        }
    }
}
