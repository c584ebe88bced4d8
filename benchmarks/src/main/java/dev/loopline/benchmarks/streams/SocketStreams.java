package dev.loopline.benchmarks.streams;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A thread that writes blocks of the size that its client asks for, until that closes the connection. Any thread. */
final class SocketStreams implements StreamServer {
    private final ServerSocketChannel listening = ServerSocketChannel.open();

    SocketStreams() throws IOException {
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(this::serve, "socket-stream");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (listening.isOpen()) {
            try (SocketChannel client = listening.accept()) {
                stream(client);
            } catch (ClosedChannelException e) {
                return; // by close
            } catch (IOException e) {
                // The client has read enough.
            }
        }
    }

    private static void stream(SocketChannel client) throws IOException {
        ByteBuffer size = ByteBuffer.allocate(Integer.BYTES);
        while (size.hasRemaining() && client.read(size) >= 0) {
            // until the number is whole
        }
        ByteBuffer block = ByteBuffer.allocateDirect(size.getInt(0));
        while (true) {
            block.clear();
            while (block.hasRemaining()) {
                client.write(block);
            }
        }
    }

    @Override
    public int port() {
        return listening.socket().getLocalPort();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            System.err.println("socket stream: " + e);
        }
    }
}
