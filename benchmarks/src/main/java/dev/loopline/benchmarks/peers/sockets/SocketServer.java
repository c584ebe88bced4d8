package dev.loopline.benchmarks.peers.sockets;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A thread for each connection, which echoes or streams messages of the size that its client has named. Any thread. */
final class SocketServer implements Server {
    private final ServerSocketChannel listening = ServerSocketChannel.open();
    private final boolean blocking;

    SocketServer(boolean blocking) throws IOException {
        this.blocking = blocking;
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start(this::accept, "socket-accept");
    }

    private static void start(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = listening.accept();
                start(() -> serve(client), "socket-server");
            }
        } catch (ClosedChannelException e) {
            // By close.
        } catch (IOException e) {
            System.err.println("socket server: " + e);
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer header = ByteBuffer.allocate(Sockets.HEADER_BYTES);
            Sockets.readAll(client, header);
            ByteBuffer message = ByteBuffer.allocateDirect(header.getInt(Integer.BYTES));
            client.configureBlocking(blocking);
            if (header.getInt(0) == Sockets.STREAM) {
                stream(client, message);
            } else {
                echo(client, message);
            }
        } catch (IOException e) {
            // The client has closed the connection: that is how it ends.
        }
    }

    private static void echo(SocketChannel client, ByteBuffer message) throws IOException {
        while (true) {
            Sockets.readAll(client, message.clear());
            Sockets.writeAll(client, message.flip());
        }
    }

    private static void stream(SocketChannel client, ByteBuffer message) throws IOException {
        message.put(Bytes.of(message.capacity()));
        while (true) {
            Sockets.writeAll(client, message.rewind());
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
            System.err.println("socket server: " + e);
        }
    }
}
