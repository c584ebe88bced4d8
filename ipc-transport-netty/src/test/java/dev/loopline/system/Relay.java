package dev.loopline.system;

import dev.loopline.endpoint.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/**
 * Something between client and server that passes bytes on, and may change the hellos or cut the stream into single bytes.
 * It keeps what it saw of them.
 */
final class Relay implements AutoCloseable {
    private static final int CHUNK_BYTES = 8_192;

    final Queue<byte[]> clientHellos = new ConcurrentLinkedQueue<>();
    final Queue<byte[]> serverHellos = new ConcurrentLinkedQueue<>();
    final Queue<byte[]> clientAuths = new ConcurrentLinkedQueue<>();
    private final Endpoint target;
    private final UnaryOperator<byte[]> onClientHello;
    private final UnaryOperator<byte[]> onServerHello;
    private final boolean byteByByte;
    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private Relay(
            Endpoint target,
            UnaryOperator<byte[]> onClientHello,
            UnaryOperator<byte[]> onServerHello,
            boolean byteByByte) {
        this.target = target;
        this.onClientHello = onClientHello;
        this.onServerHello = onServerHello;
        this.byteByByte = byteByByte;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    static Relay to(Endpoint target) {
        return new Relay(target, UnaryOperator.identity(), UnaryOperator.identity(), false);
    }

    static Relay byteByByte(Endpoint target) {
        return new Relay(target, UnaryOperator.identity(), UnaryOperator.identity(), true);
    }

    static Relay changing(Endpoint target, UnaryOperator<byte[]> clientHello, UnaryOperator<byte[]> serverHello) {
        return new Relay(target, clientHello, serverHello, false);
    }

    /** {@return the target as a client sees it that was led here} */
    Endpoint endpoint() {
        return Endpoints.at((InetSocketAddress) listener.getLocalSocketAddress(), target);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket();
                sockets.addAll(List.of(client, server));
                server.connect(target.addresses().get(0));
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                start(() -> pass(client, server, this::passFromClient));
                start(() -> pass(server, client, this::passFromServer));
            } catch (IOException e) {
                // closed, or the server is
            }
        }
    }

    /** Passes one direction on. */
    private interface Direction {
        void pass(InputStream in, OutputStream out) throws IOException;
    }

    private static void pass(Socket from, Socket to, Direction direction) {
        try (from;
                to) {
            direction.pass(from.getInputStream(), to.getOutputStream());
        } catch (IOException e) {
            return; // one side has closed, and so does the other
        }
    }

    private void passFromClient(InputStream in, OutputStream out) throws IOException {
        byte[] hello = in.readNBytes(RawClient.HELLO_BYTES);
        clientHellos.add(hello.clone());
        write(out, onClientHello.apply(hello), hello.length);
        byte[] auth = in.readNBytes(RawClient.AUTH_BYTES);
        if (auth.length == RawClient.AUTH_BYTES) { // else the client gave up
            clientAuths.add(auth);
        }
        write(out, auth, auth.length);
        passRest(in, out);
    }

    private void passFromServer(InputStream in, OutputStream out) throws IOException {
        byte[] hello = in.readNBytes(RawClient.HELLO_BYTES);
        serverHellos.add(hello.clone());
        write(out, onServerHello.apply(hello), hello.length);
        passRest(in, out);
    }

    private void passRest(InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            write(out, chunk, count);
        }
    }

    private void write(OutputStream out, byte[] bytes, int count) throws IOException {
        if (!byteByByte) {
            out.write(bytes, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            out.write(bytes[i]);
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
