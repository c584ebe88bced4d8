package dev.loopline.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Another program that listens where a server was. It keeps what it is told. */
final class Squatter implements AutoCloseable {
    private final AtomicInteger connections = new AtomicInteger();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Answer answer;
    private final ServerSocket listener;

    /** What it does with the bytes of one read. */
    @FunctionalInterface
    interface Answer {
        void to(byte[] bytes, OutputStream out) throws IOException;
    }

    Squatter(InetSocketAddress address, Answer answer) {
        this.answer = answer;
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "squatter");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    int connections() {
        return connections.get();
    }

    synchronized byte[] heard() {
        return heard.toByteArray();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                sockets.add(socket);
                connections.incrementAndGet();
                listen(socket.getInputStream(), socket.getOutputStream());
            } catch (IOException e) {
                // the client went away, or this is closed
            }
        }
    }

    private void listen(InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[8_192];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            byte[] bytes = Arrays.copyOf(chunk, count);
            synchronized (this) {
                heard.write(bytes);
            }
            answer.to(bytes, out);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
