package dev.loopline.test;

import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Two plain sockets with a proxy between them. */
final class SocketPair implements AutoCloseable {
    private final ServerSocket listener;
    private final FaultProxy proxy;
    private Socket client = new Socket();
    private Socket server = new Socket();

    SocketPair(long seed) {
        try {
            listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Endpoint endpoint = new Endpoint(
                EndpointName.of("sockets"),
                EndpointId.random(),
                List.of((InetSocketAddress) listener.getLocalSocketAddress()),
                Credential.random(),
                ProcessIdentity.current(),
                "",
                Instant.EPOCH);
        proxy = FaultProxy.to(endpoint, seed);
    }

    FaultProxy proxy() {
        return proxy;
    }

    Socket client() {
        return client;
    }

    Socket server() {
        return server;
    }

    void connect() throws IOException {
        client = new Socket();
        client.setTcpNoDelay(true);
        client.connect(proxy.endpoint().addresses().get(0));
        server = listener.accept();
    }

    void send(byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends byte by byte, and returns what arrives. */
    byte[] sendSlowly(byte[] bytes, Consumer<FaultScript> script) throws IOException {
        proxy.toServer(script);
        connect();
        for (byte each : bytes) {
            client.getOutputStream().write(each);
        }
        client.shutdownOutput();
        return server.getInputStream().readAllBytes();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        client.close();
        server.close();
        listener.close();
    }
}
